// @ts-check
// What the report tells, asked of a running server over its API: every figure is the product's own answer.

import { jobDone } from "./api.mjs";
import { countTogether, readyMade } from "./ready-made.mjs";

/** @typedef {import("./api.mjs").Api} Api */
/** @typedef {import("./datasets.mjs").Asked} Asked */
/** @typedef {import("./datasets.mjs").Dataset} Dataset */
/** @typedef {{ readonly name: string, readonly definition: string, readonly count: number }} Group */
/** @typedef {{ readonly recency: number, readonly frequency: number, readonly count: number }} Cell */
/**
 * @typedef {object} Figures
 * @property {string} title
 * @property {string} about
 * @property {string} at
 * @property {number} people
 * @property {number} events
 * @property {readonly { readonly title: string, readonly groups: readonly Group[] }[]} own what only this data tells
 * @property {string} often what frequency is of
 * @property {readonly Group[]} frequency
 * @property {readonly Group[]} lifecycle
 * @property {readonly Cell[]} rfm people by fifths of recency and frequency
 * @property {readonly Group[]} weekdays people who did the act on such a day
 * @property {readonly Group[]} hours people who did the act in such an hour
 * @property {any} model the newest run, as the API tells it
 * @property {readonly Group[]} scored
 * @property {Awaited<ReturnType<typeof readyMade>>} readyMade
 * @property {readonly { readonly segment: string, readonly findings: readonly Finding[] }[]} health of each segment
 */
/** @typedef {{ readonly severity: string, readonly says: string, readonly todo: string }} Finding */

const MODEL = "shop";
/** Fewer tell nothing. */
const LEAST = 30;
const REVIEW = "2100-01-01";
const FIFTHS = [5, 4, 3, 2, 1];
const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/**
 * @param {Api} api
 * @param {Dataset} dataset
 * @param {(line: string) => void} say
 * @returns {Promise<Figures>}
 */
export async function gatherFigures(api, dataset, say) {
  const { totals } = await api("GET", "/api/overview");
  const { pinnedNow } = await api("GET", "/api/workspace");
  say("Running the model");
  const model = await runModel(api, dataset);
  say("Counting groups of people");
  const groups = await groupsOf(api, dataset);
  say("Counting ready-made segments");
  const made = await readyMade(api, dataset.names);
  say("Examining the segments");
  const health = await examined(api, dataset, made.asked);
  const { title, about, often } = dataset;
  const { people, events } = totals;
  const at = pinnedNow ?? new Date().toISOString();
  return { title, about, at, people, events, often: often.title, ...groups, model, readyMade: made, health };
}

/** @param {Api} api @param {Dataset} dataset */
async function groupsOf(api, dataset) {
  const [order, act] = [JSON.stringify(dataset.order), JSON.stringify(dataset.act)];
  const groups = (/** @type {Asked} */ of) => countAll(api, of);
  return {
    own: await ownOf(api, dataset),
    frequency: await groups(frequencyOf(dataset.often.by)),
    lifecycle: await groups(lifecycleOf(order)),
    rfm: await rfmGrid(api, `${order}.${dataset.value}`),
    weekdays: await groups(DAYS.map((day) => [capital(day), `did ${act} on ${day}`])),
    hours: await groups(hoursOf(act)),
    scored: await groups(scoredOf()),
  };
}

/** @param {Api} api @param {Dataset} dataset */
async function ownOf(api, { own }) {
  const told = [];
  for (const { title, groups, atImport = false } of own) {
    const at = atImport ? new Date().toISOString() : undefined;
    told.push({ title, groups: await countAll(api, groups, at) });
  }
  return told;
}

/** @param {string} by @returns {Asked} */
function frequencyOf(by) {
  const ranked = `by ${by} in last 365 days`;
  return [
    // Where many do the same, the least fifth reaches far up: who is in it is nowhere else.
    ["Heavy", `in top 20% ${ranked} and not in bottom 20% ${ranked}`],
    ["Medium", `between percentiles 20 and 80 ${ranked} and not in bottom 20% ${ranked}`],
    ["Light", `in bottom 20% ${ranked}`],
  ];
}

/** @param {string} order @returns {Asked} */
function lifecycleOf(order) {
  return [
    ["New", `did ${order} for the first time in last 30 days`],
    ["Second order to come", `did ${order} exactly 1 time and did ${order} in last 60 days`],
    ["Regulars", `did ${order} in at least 3 of last 4 calendar months`],
    ["Slipping", `overdue ${order} (2 times the usual gap)`],
    ["Sleeping", `did ${order} at least 3 times and did not ${order} in last 180 days`],
    ["Won back", `restarted ${order} (quiet 180 days) in last 30 days`],
  ];
}

/** @param {string} act @returns {Asked} */
function hoursOf(act) {
  const clock = (/** @type {number} */ hour) => `${String(hour).padStart(2, "0")}:00`;
  return Array.from({ length: 24 }, (_, hour) => {
    const to = (hour + 1) % 24;
    return [clock(hour), `did ${act} between ${clock(hour)} and ${clock(to)}`];
  });
}

/** @param {string} word */
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/** @returns {Asked} */
function scoredOf() {
  const alive = `predicted "${MODEL}.alive"`;
  return [
    ["Heavy by their habit", `in top 20% by predicted "${MODEL}.rate"`],
    ["Still customers", `${alive} >= 0.5`],
    ["Probably lapsed", `${alive} < 0.3`],
    ["Order due within a week", `predicted "${MODEL}.next" <= 7`],
    ["Highest value to come", `in top 10% by predicted "${MODEL}.value"`],
  ];
}

/**
 * @param {Api} api
 * @param {Asked} groups
 * @param {string} [at]
 * @returns {Promise<readonly Group[]>}
 */
async function countAll(api, groups, at) {
  const counts = await countTogether(
    api,
    groups.map(([, definition]) => definition),
    at,
  );
  return groups.map(([name, definition], place) => ({ name, definition, count: counts[place] ?? 0 }));
}

/**
 * @param {Api} api
 * @param {string} by
 * @returns {Promise<readonly Cell[]>}
 */
async function rfmGrid(api, by) {
  const cells = FIFTHS.flatMap((recency) => FIFTHS.map((frequency) => ({ recency, frequency })));
  const counts = await countTogether(
    api,
    cells.map(({ recency, frequency }) => `rfm recency ${recency} and frequency ${frequency} by ${by}`),
  );
  return cells.map((cell, place) => ({ ...cell, count: counts[place] ?? 0 }));
}

/** Makes the model where there is none, runs it and waits for its end. @param {Api} api @param {Dataset} dataset */
async function runModel(api, { orders, value }) {
  const { models } = await api("GET", "/api/models");
  const known = models.find((/** @type {{ key: string }} */ { key }) => key === MODEL);
  if (known === undefined) {
    await api("PUT", `/api/models/${MODEL}`, {
      name: "Shop",
      goal: "Know who will buy again",
      owner: "Report",
      kind: "mbgnbd",
      orders: [orders],
      valueProperty: value,
      everyHours: null,
      rev: 0,
    });
  }
  // The demo runs its own as soon as it is loaded.
  await jobDone(api, known?.job ?? (await api("POST", `/api/models/${MODEL}/run`)).id);
  return (await api("GET", `/api/models/${MODEL}`)).runs[0];
}

/** @param {Api} api @param {Dataset} dataset @param {readonly import("./ready-made.mjs").Counted[]} templates */
async function examined(api, { order }, templates) {
  const there = await api("GET", "/api/segments");
  if (there.segments.length === 0) await makeSegments(api, order, templates);
  // As the demo does, and whoever has asked for it.
  const { job } = await api("GET", "/api/segment-health");
  await jobDone(api, job ?? (await api("POST", "/api/segment-health", {})).id);
  const { segments } = await api("GET", "/api/segments");
  const told = [];
  for (const { key, name } of segments) {
    const { report } = await api("GET", `/api/segments/${key}/health`);
    if (report !== null) told.push({ segment: name, findings: report.findings });
  }
  return told;
}

/** Of those ready-made ones from which anything could be learnt. @param {Api} api @param {string} goalEvent @param {readonly import("./ready-made.mjs").Counted[]} templates */
async function makeSegments(api, goalEvent, templates) {
  for (const { key, name, goal, action, definition, count } of templates) {
    if (count < LEAST) continue;
    const terms = { owner: "Report", purpose: "marketing", reviewDate: REVIEW };
    await api("POST", "/api/segments", { key, name, goal, action, definition, ...terms });
  }
  const settings = await api("GET", "/api/segment-health/settings");
  await api("PUT", "/api/segment-health/settings", { ...settings, goalEvent });
}
