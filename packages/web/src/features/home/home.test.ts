import type { Job, Segment, Stage } from "@habitus/contract";
import { expect, it } from "vitest";
import { createI18n } from "../../i18n/use-i18n.tsx";
import { describeProgress } from "../../ui/job-progress.ts";
import { groupFindings, type OpenFinding } from "./finding-groups.ts";
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
  const change = (key: string, before: number, after: number, entered?: number, left?: number) => ({
    key,
    before,
    after,
    entered: entered ?? null,
    left: left ?? null,
  });
  const segments = ["a", "b", "c", "d", "e"].map((key) => ({ key }) as Segment);
  const all = [
    change("a", 5, 7),
    change("b", 90, 50),
    change("c", 3, 3),
    change("d", 9, 9, 4, 4),
    change("gone", 1, 9),
  ];
  expect(lastChanges(segments, all).map(({ segment }) => segment.key)).toEqual(["b", "a", "d"]);
});

it("puts findings of one kind together, the worst kind first", () => {
  const found = (segment: string, code: string, severity: string) =>
    ({ segment, code, severity }) as OpenFinding;
  const groups = groupFindings([
    found("a", "empty", "serious"),
    found("b", "unused", "warning"),
    found("c", "empty", "serious"),
    found("d", "drifted", "warning"),
    found("e", "drifted", "hint"),
  ]);
  expect(groups.map(({ code, severity, findings }) => [code, severity, findings.length])).toEqual([
    ["empty", "serious", 2],
    ["unused", "warning", 1],
    ["drifted", "warning", 1],
    ["drifted", "hint", 1],
  ]);
});

it("takes the events of the demo for nobody's", () => {
  const totals = (events: number | null) => ({ events, people: 1, segments: 0, deadLetters: 0 });
  const demo = (events: number | null) => ({ state: "loaded", events, job: null }) as const;
  expect(hasOwnEvents({ totals: totals(22_190), demo: demo(22_190) })).toBe(false);
  expect(hasOwnEvents({ totals: totals(22_191), demo: demo(22_190) })).toBe(true);
  expect(hasOwnEvents({ totals: totals(1), demo: demo(0) })).toBe(true);
  expect(hasOwnEvents({ totals: totals(5), demo: demo(null) })).toBe(false);
  expect(hasOwnEvents({ totals: totals(null), demo: demo(null) })).toBe(false);
});
