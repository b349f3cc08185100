// @ts-check
// What the report tells, asked of a running server over its API: every figure is the product's own answer.

/** @typedef {(method: string, path: string, body?: unknown) => Promise<any>} Api */
/** @typedef {{ readonly name: string, readonly definition: string, readonly count: number }} Group */
/** @typedef {{ readonly recency: number, readonly frequency: number, readonly count: number }} Cell */
/**
 * @typedef {object} Figures
 * @property {string} title
 * @property {string} at
 * @property {number} people
 * @property {number} events
 * @property {readonly Group[]} frequency
 * @property {readonly Group[]} lifecycle
 * @property {readonly Cell[]} rfm people by fifths of recency and frequency
 * @property {readonly Group[]} weekdays people who ordered on such a day
 * @property {readonly Group[]} hours people who ordered in such an hour
 * @property {any} model the newest run, as the API tells it
 * @property {readonly Group[]} scored
 */
/** @typedef {{ readonly title: string, readonly order: string, readonly value: string }} Dataset */

const MODEL = "shop";
const FIFTHS = [5, 4, 3, 2, 1];
const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const LOOK_EVERY_MS = 200;

/**
 * @param {Api} api
 * @param {Dataset} dataset
 * @returns {Promise<Figures>}
 */
export async function gatherFigures(api, dataset) {
  const { totals } = await api("GET", "/api/overview");
  const { pinnedNow } = await api("GET", "/api/workspace");
  const model = await runModel(api, dataset);
  const order = JSON.stringify(dataset.order);
  const groups = (/** @type {readonly (readonly [string, string])[]} */ of) => countAll(api, of);
  return {
    title: dataset.title,
    at: pinnedNow ?? new Date().toISOString(),
    people: totals.people,
    events: totals.events,
    frequency: await groups(frequencyOf(order)),
    lifecycle: await groups(lifecycleOf(order)),
    rfm: await rfmGrid(api, `${order}.${dataset.value}`),
    weekdays: await groups(DAYS.map((day) => [capital(day), `did ${order} on ${day}`])),
    hours: await groups(hoursOf(order)),
    model,
    scored: await groups(scoredOf()),
  };
}

/** @param {string} order @returns {readonly (readonly [string, string])[]} */
function frequencyOf(order) {
  const by = `by count of ${order} in last 365 days`;
  return [
    ["Heavy buyers", `in top 20% ${by}`],
    ["Medium buyers", `between percentiles 20 and 80 ${by}`],
    ["Light buyers", `in bottom 20% ${by}`],
  ];
}

/** @param {string} order @returns {readonly (readonly [string, string])[]} */
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

/** @param {string} order @returns {readonly (readonly [string, string])[]} */
function hoursOf(order) {
  const clock = (/** @type {number} */ hour) => `${String(hour).padStart(2, "0")}:00`;
  return Array.from({ length: 24 }, (_, hour) => {
    const to = (hour + 1) % 24;
    return [clock(hour), `did ${order} between ${clock(hour)} and ${clock(to)}`];
  });
}

/** @param {string} word */
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/** @returns {readonly (readonly [string, string])[]} */
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
 * @param {readonly (readonly [string, string])[]} groups
 * @returns {Promise<readonly Group[]>}
 */
async function countAll(api, groups) {
  const counted = [];
  for (const [name, definition] of groups)
    counted.push({ name, definition, count: await count(api, definition) });
  return counted;
}

/**
 * @param {Api} api
 * @param {string} by
 * @returns {Promise<readonly Cell[]>}
 */
async function rfmGrid(api, by) {
  const cells = [];
  for (const recency of FIFTHS) {
    for (const frequency of FIFTHS) {
      const definition = `rfm recency ${recency} and frequency ${frequency} by ${by}`;
      cells.push({ recency, frequency, count: await count(api, definition) });
    }
  }
  return cells;
}

/** @param {Api} api @param {string} definition @returns {Promise<number>} */
async function count(api, definition) {
  return (await api("POST", "/api/segments/evaluate", { definition, limit: 0 })).count;
}

/** Makes the model where there is none, runs it and waits for its end. @param {Api} api @param {Dataset} dataset */
async function runModel(api, { order, value }) {
  const { models } = await api("GET", "/api/models");
  const known = models.find((/** @type {{ key: string }} */ { key }) => key === MODEL);
  if (known === undefined) {
    await api("PUT", `/api/models/${MODEL}`, {
      name: "Shop",
      goal: "Know who will buy again",
      owner: "Report",
      kind: "mbgnbd",
      orders: [`did ${JSON.stringify(order)}`],
      valueProperty: value,
      everyHours: null,
      rev: 0,
    });
  }
  const { id } = await api("POST", `/api/models/${MODEL}/run`);
  for (;;) {
    const { state, error } = await api("GET", `/api/jobs/${id}`);
    if (state === "failed" || state === "cancelled")
      throw new Error(error?.message ?? `the run was ${state}`);
    if (state === "done") break;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return (await api("GET", `/api/models/${MODEL}`)).runs[0];
}
