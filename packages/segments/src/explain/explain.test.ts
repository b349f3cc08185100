import { hash128, hashHex, type JsonObject, parseIso } from "@habitus/kernel";
import { expect, test } from "vitest";
import type { History } from "../history.ts";
import { DEFAULT_CONTEXT } from "../normalise/context.ts";
import { planDefinition } from "../normalise/plan-definition.ts";
import type { Plan } from "../plan/plan.ts";
import { parseDefinition } from "../text/parse-definition.ts";
import { explain } from "./explain.ts";
import { nextFlip } from "./next-flip.ts";

const at = (iso: string): number => parseIso(iso)?.at ?? Number.NaN;

function plan(sentence: string, workspaceZone = "UTC"): Plan {
  const parsed = parseDefinition(sentence);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  return planDefinition(parsed.definition, { ...DEFAULT_CONTEXT, workspaceZone });
}

const event = (name: string, time: string, properties: JsonObject = {}) => ({
  name,
  time: at(time),
  idHash: hashHex(hash128(name + time)),
  offsetMinutes: null,
  properties,
  id: name + time,
});

const history: History = {
  events: [
    event("purchase", "2026-03-01", { revenue: 10 }),
    event("purchase", "2026-03-05", { revenue: 20.5 }),
    event("visit", "2026-03-06"),
  ],
  traits: [{ name: "plan", value: "pro", time: at("2026-03-02"), idHash: hashHex(hash128("t")) }],
};

test("each part has its truth and its evidence", () => {
  const sentence =
    'did purchase at least 2 times in last 7 days and (sum of purchase.revenue >= 100 or average of purchase.revenue > 15 or plan is not "pro")';
  const explained = explain(plan(sentence), history, at("2026-03-06"));
  expect(explained).toMatchObject({ member: true, at: at("2026-03-06"), nextFlip: at("2026-03-08") });
  expect(explained.root).toMatchObject({
    kind: "and",
    truth: true,
    of: [
      {
        kind: "leaf",
        truth: true,
        says: ['count of "purchase" >= 2', "time (now - 7 d, now]"],
        because: {
          kind: "events",
          total: 2,
          newest: [{ time: at("2026-03-05"), id: "purchase2026-03-05" }, { time: at("2026-03-01") }],
          value: null,
        },
      },
      {
        kind: "or",
        truth: true,
        of: [
          { truth: false, because: { value: "30.5" } },
          { truth: true, because: { value: "15.25" } },
          { kind: "not", truth: false, of: { truth: true, because: { kind: "trait", value: "pro" } } },
        ],
      },
    ],
  });
});

test("aggregates of nothing and absent traits say so", () => {
  const sentence =
    "minimum of refund.amount > 1 or maximum of refund.amount > 1 or sum of refund.amount > 1 or age > 1";
  const { root } = explain(plan(sentence), history, at("2026-03-06"));
  expect(root.kind === "or" && root.of.map((of) => of.kind === "leaf" && of.because)).toEqual([
    { kind: "events", total: 0, newest: [], value: null },
    { kind: "events", total: 0, newest: [], value: null },
    { kind: "events", total: 0, newest: [], value: "0" },
    { kind: "trait", value: null },
  ]);
});

test("of many events the newest are listed and all are counted", () => {
  const days = Array.from({ length: 28 }, (_, day) =>
    event("visit", `2026-02-${String(day + 1).padStart(2, "0")}`),
  );
  const { root } = explain(plan("did visit"), { events: days, traits: [] }, at("2026-03-06"));
  if (root.kind !== "leaf" || root.because.kind !== "events") throw new Error("one leaf over events");
  expect(root.because.total).toBe(28);
  expect(root.because.newest).toHaveLength(20);
  expect(root.because.newest[0]?.time).toBe(at("2026-02-28"));
});

test.each([
  ["did purchase in last 7 days", "2026-03-06", "2026-03-12"],
  ["did purchase at least 2 times in last 7 days", "2026-03-06", "2026-03-08"],
  ["did not purchase in last 30 days", "2026-03-06", "2026-04-04"],
  ["did purchase between 60 and 30 days ago", "2026-03-06", "2026-03-31"],
  ["did purchase between 60 and 30 days ago", "2026-03-31", "2026-05-04"],
  ["did purchase more than 30 days ago", "2026-03-06", "2026-03-31"],
  ["did purchase", "2026-03-06", null],
  ["did purchase", "2026-02-06", "2026-03-01"],
  ["did purchase since 2026-01-01", "2026-03-06", null],
  ["did purchase today", "2026-03-05", "2026-03-06"],
  ["did purchase this month", "2026-03-06", "2026-04-01"],
  ["did purchase previous month", "2026-03-06", "2026-04-01"],
  ["did purchase last 2 calendar weeks", "2026-03-06", "2026-03-23"],
  ["sum of purchase.revenue in last 7 days >= 30", "2026-03-06", "2026-03-08"],
  ['plan is "pro"', "2026-03-01", "2026-03-02"],
  ['plan is "pro"', "2026-03-03", null],
  ["everyone", "2026-03-03", null],
])("%s at %s changes at %s", (sentence, now, flip) => {
  expect(nextFlip(plan(sentence), history, at(now))).toBe(flip === null ? null : at(flip));
});

test("a long history takes no longer for each of its events", () => {
  const hour = 3_600_000;
  const events = Array.from({ length: 12_000 }, (_, index) => ({
    ...event("visit", "2026-03-01"),
    time: index * hour,
  }));
  const last = hour * (events.length - 1);
  const overdue = plan("overdue visit (2 times the usual gap)");
  expect(nextFlip(overdue, { events, traits: [] }, last)).toBe(last + 2 * hour + 1);
});

test("what is due ahead goes by the events ahead, too", () => {
  const events = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-05"].map((day) => event("visit", day));
  const overdue = plan("overdue visit (1 times the usual gap)");
  const ahead = { events, traits: [] };
  expect(nextFlip(overdue, ahead, at("2026-03-03"))).toBe(at("2026-03-04") + 1);
  expect(nextFlip(overdue, ahead, at("2026-03-04") + 1)).toBe(at("2026-03-05"));
  expect(nextFlip(overdue, ahead, at("2026-03-05"))).toBe(at("2026-03-06") + 1);
});

test("a change of home zone moves the days", () => {
  const moved: History = {
    events: [event("purchase", "2026-03-01T20:00:00Z")],
    traits: [
      { name: "timezone", value: "America/Los_Angeles", time: at("2026-01-01"), idHash: "0" },
      { name: "timezone", value: "Asia/Tokyo", time: at("2026-03-01T21:00:00Z"), idHash: "0" },
    ],
  };
  const theirs = plan("did purchase today in their time zone");
  expect(nextFlip(theirs, moved, at("2026-03-01T20:00:00Z"))).toBe(at("2026-03-02T15:00:00Z"));
});
