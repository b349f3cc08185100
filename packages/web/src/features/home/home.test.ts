import type { Job, Segment, Stage } from "@habitus/contract";
import { expect, it } from "vitest";
import { createI18n } from "../../i18n/use-i18n.tsx";
import { describeProgress } from "../../ui/job-progress.ts";
import { lastChanges } from "./last-changes.ts";
import { hasOwnEvents } from "./own-events.ts";
import { describeLag } from "./pipeline.tsx";

const i18n = createI18n("UTC");
const job = (change: Partial<Job>): Job =>
  ({ state: "running", phase: null, done: 0, total: null, rate: null, etaSeconds: null, ...change }) as Job;
const stage = (change: Partial<Stage>): Stage => ({
  name: "store",
  ready: true,
  position: 9,
  lag: 0,
  lagMs: 0,
  detail: null,
  ...change,
});

it("says how far the demo is, how fast, and how long it will take, as far as known", () => {
  expect(describeProgress(job({ phase: "Reading the order lines" }), i18n)).toBe("Reading the order lines");
  expect(describeProgress(job({}), i18n)).toBe("Preparing");
  expect(describeProgress(job({ done: 12_300, total: 26_578, rate: 640.4, etaSeconds: 22.3 }), i18n)).toBe(
    "12,300 of 26,578 done · 640 a second · about 23 seconds left",
  );
});

it("says lag as a person would", () => {
  expect(describeLag(stage({}), i18n)).toBe("Up to date");
  expect(describeLag(stage({ ready: false }), i18n)).toBe("Starting");
  expect(describeLag(stage({ lag: 1, lagMs: 800 }), i18n)).toBe("1 call waits, 1 second behind");
  expect(describeLag(stage({ lag: 4_200, lagMs: 61_000 }), i18n)).toBe("4,200 calls wait, 2 minutes behind");
});

it("names what moved last, the largest move first, and not what stayed", () => {
  const trend = (name: string, ...sizes: readonly number[]) => ({
    segment: { name } as Segment,
    points: sizes.map((size, index) => ({ at: `day ${index}`, size })),
  });
  const all = [trend("a", 1, 5, 7), trend("b", 90, 50), trend("c", 9, 3, 3), trend("d", 4), trend("e")];
  expect(lastChanges(all).map(({ segment, from, to, since }) => [segment.name, from, to, since])).toEqual([
    ["b", 90, 50, "day 0"],
    ["a", 5, 7, "day 1"],
  ]);
});

it("takes the events of the demo for nobody's", () => {
  const totals = (events: number | null) => ({ events, people: 1, segments: 0, deadLetters: 0 });
  const demo = { state: "loaded", job: job({ result: { events: 22_190 } }) } as const;
  expect(hasOwnEvents({ totals: totals(22_190), demo })).toBe(false);
  expect(hasOwnEvents({ totals: totals(22_191), demo })).toBe(true);
  expect(hasOwnEvents({ totals: totals(1), demo: { state: "none", job: null } })).toBe(true);
  expect(hasOwnEvents({ totals: totals(null), demo: { state: "none", job: null } })).toBe(false);
});
