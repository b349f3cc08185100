import { DAY_MS } from "@habitus/kernel";
import { expect, test } from "vitest";
import type { SegmentRecord } from "../segments/segment-store.ts";
import {
  driftFindings,
  inputFindings,
  jumpFindings,
  oldFinding,
  overlapFindings,
  reviewFinding,
  sizeFindings,
  splitFindings,
  stillFinding,
  unlessExplained,
  neverActedFinding,
  unusedFinding,
  worstFirst,
} from "./findings.ts";
import type { Finding, Trace } from "./health-report.ts";
import { jumpsIn } from "./movements.ts";
import { splitsThatMatter, candidatesOf } from "./splits.ts";

const NOW = Date.UTC(2026, 2, 29);
const segment = { reviewDate: "2026-03-27", owner: "Retention" } as SegmentRecord;
const short = (findings: readonly Finding[]) =>
  findings.map(({ code, severity, figure }) => ({ code, severity, figure }));

test("a review is overdue from the day after", () => {
  expect(short(reviewFinding(segment, NOW))).toEqual([
    { code: "review_overdue", severity: "warning", figure: 2 },
  ]);
  expect(reviewFinding({ ...segment, reviewDate: "2026-03-29" }, NOW)).toEqual([]);
});

const people = (inside: number, everybody = 1_000_000) => ({ segment: "vip", inside, everybody });
const goal = { event: "purchase", people: 1_000, reached: 200 };
const effect = { effectPoints: 5 };

test("a segment is too small when two halves of it would not tell the effect", () => {
  // 20% against 25%: 1,093.7 people on each side.
  expect(sizeFindings(people(2_188), goal, effect)).toEqual([]);
  const [small] = sizeFindings(people(2_187), goal, effect);
  expect(small).toMatchObject({
    code: "too_small",
    severity: "hint",
    figure: 2_187,
    people: 'in segment "vip"',
  });
  expect(small?.says).toContain("takes 2,188 people; it has 2,187");
  expect(short(sizeFindings(people(0), goal, effect))).toEqual([
    { code: "empty", severity: "serious", figure: 0 },
  ]);
  // Where the rate is not known, that of a half: 1,565 on each side.
  expect(sizeFindings(people(3_130), null, effect)).toEqual([]);
  expect(sizeFindings(people(3_129), null, effect)).toHaveLength(1);
  expect(short(sizeFindings(people(900_000), goal, effect))).toEqual([
    { code: "nearly_everyone", severity: "warning", figure: 0.9 },
  ]);
});

test("where nearly all reach the goal already no rise could show, so what is told is the least fall", () => {
  // 97 % against 92 %: 325.8 on each side; of fifty on each side 97 % against 79 %, by the formula worked out elsewhere.
  const [small] = sizeFindings(people(100), { ...goal, reached: 970 }, effect);
  expect(small?.says).toContain("takes 652 people; it has 100. With so few only an effect of 18 points");
  // Three on each side: 97 % against 4.2 %.
  const [few] = sizeFindings(people(6), { ...goal, reached: 970 }, effect);
  expect(few?.says).toContain("only an effect of 92.8 points");
  const [none] = sizeFindings(people(2), { ...goal, reached: 970 }, effect);
  expect(none?.says).toContain("With so few no effect would show.");
});

const trait = (value: string, inside: number): Trace => {
  return { kind: "trait", name: "plan", path: [], value, inside, everybody: inside };
};

test("a split that the rate hides is found, one that chance may make is not", () => {
  const traces = [trait("pro", 4_000), trait("free", 9_990), trait("rare", 3), trait("even", 5_000)];
  expect(candidatesOf(traces, 10_000).map(({ value }) => value)).toEqual(["even", "pro"]);
  // Sides of fewer than five people are never shown.
  expect(candidatesOf([trait("pro", 4), trait("free", 26), trait("even", 5)], 30)).toEqual([
    trait("even", 5),
  ]);
  const whole = { people: 10_000, reached: 2_000 };
  const splits = splitsThatMatter("vip", [trait("pro", 4_000), trait("even", 5_000)], whole, [
    { people: 4_000, reached: 1_400 },
    { people: 5_000, reached: 1_010 },
  ]);
  expect(splits).toHaveLength(1);
  expect(splits[0]).toMatchObject({
    people: 'in segment "vip" and plan is "pro"',
    others: { people: 6_000, reached: 600 },
    points: expect.closeTo(25, 10),
  });
  const [finding] = splitFindings(splits, "purchase", () => null);
  expect(finding?.says).toContain(
    'of those whose plan is "pro", 35% did "purchase" within 30 days, of the others 10%',
  );
  const [named] = splitFindings([...splits, ...splits], "purchase", () => "Blue mug");
  expect(named?.says).toContain('of those whose plan is "Blue mug", 35%');
  expect(named?.says).toContain(" 1 more such split was found.");
  // Six points of fifty people are no news.
  expect(
    splitsThatMatter("vip", [trait("pro", 50)], { people: 100, reached: 13 }, [{ people: 50, reached: 8 }]),
  ).toEqual([]);
});

test("two segments that are nearly the same people, inputs that do not come, spreads that moved", () => {
  const near = { segment: "other", both: 90, other: 95, jaccard: 0.9 };
  expect(overlapFindings("vip", [near, { ...near, jaccard: 0.79 }], 0.8, () => "Other")).toMatchObject([
    { code: "redundant", other: "other", people: 'in segment "vip" and in segment "other"' },
  ]);
  const silent = [{ name: "purchase", days: 20 }];
  expect(short(inputFindings([{ message: "Nobody has sent x", subject: "x" }], silent))).toEqual([
    { code: "unknown_input", severity: "serious", figure: 1 },
    { code: "silent_event", severity: "serious", figure: 20 },
  ]);
  const empty = sizeFindings(people(0), goal, effect);
  const missing = inputFindings([{ message: "Nobody has sent x", subject: "x" }], []);
  expect(unlessExplained(empty, missing)).toEqual([]);
  expect(unlessExplained(empty, inputFindings([], silent))).toEqual(empty);
  expect(unlessExplained(sizeFindings(people(7), goal, effect), missing)).toHaveLength(1);
  const drift = { line: "x", index: 0.3, byChance: 0.001 };
  const all = [drift, { ...drift, index: 0.12 }, { ...drift, index: 0.05 }, { ...drift, byChance: 0.2 }];
  expect(short(driftFindings(all))).toEqual([
    { code: "drifted", severity: "warning", figure: 0.3 },
    { code: "drifted", severity: "hint", figure: 0.12 },
  ]);
});

test("what stands still, is old, or is not used as far as is known", () => {
  const sizes = [
    { days: 30, size: 7 },
    { days: 90, size: 7 },
  ];
  expect(short(stillFinding(7, sizes))).toEqual([{ code: "size_unchanged", severity: "hint", figure: 90 }]);
  expect(stillFinding(8, sizes)).toEqual([]);
  expect(stillFinding(7, [])).toEqual([]);
  expect(short(oldFinding(NOW - 400 * DAY_MS, NOW, 365))).toMatchObject([
    { code: "old_definition", figure: 400 },
  ]);
  const since = NOW - 100 * DAY_MS;
  expect(short(unusedFinding({ since, usedBy: [] }, NOW, 90))).toMatchObject([
    { code: "unused", figure: 100 },
  ]);
  expect(unusedFinding({ since, usedBy: ["CRM"] }, NOW, 90)).toEqual([]);
  expect(unusedFinding({ since, usedBy: [] }, NOW, 101)).toEqual([]);
});

test("what was looked at or named, and never acted on as far as is known, says so with what is known", () => {
  const acting = {
    since: NOW - 100 * DAY_MS,
    webhooks: [],
    actingReaders: [],
    readers: [],
    lastLooked: NOW - 3 * DAY_MS,
  };
  const told = (more: Partial<typeof acting> | object, days = 90) =>
    neverActedFinding({ ...acting, ...more }, NOW, days);
  expect(told({})).toMatchObject([{ code: "never_acted", severity: "hint", figure: 100 }]);
  expect(told({})[0]?.says).toContain("looked at on a page, the last time 3 days ago");
  expect(told({ lastLooked: null, readers: ["Fans"] })[0]?.says).toContain('named by "Fans", which nobody');
  expect(told({ webhooks: ["CRM"] })).toEqual([]);
  expect(told({ readers: ["Fans"], actingReaders: ["Fans"] })).toEqual([]);
  expect(told({}, 101)).toEqual([]);
  // Nobody uses it at all: that is told by itself.
  expect(told({ lastLooked: null })).toEqual([]);
});

test("people who come or go as they had not before are found as long as it is new", () => {
  const usual = Array.from({ length: 84 }, (_, day) => 20 + ((day * 37) % 7) + (day % 7 > 4 ? -8 : 0));
  const from = (day: number, people: number) =>
    usual.map((count, at) => (at >= day ? count + people : count));
  const on = (day: number, people: number) => usual.map((count, at) => (at === day ? people : count));
  expect(jumpsIn(usual, 200)).toEqual([]);
  expect(jumpsIn(on(80, 160), 200)).toEqual([
    { shape: "day", from: 80, to: 81, people: 160, expected: expect.closeTo(usual[80] ?? 0, 6) as number },
  ]);
  // A week later nobody is told of a day any more, four weeks later of a level.
  expect(jumpsIn(on(70, 160), 200)).toEqual([]);
  const [level, ...others] = jumpsIn(from(65, 40), 200);
  expect(level).toMatchObject({ shape: "level", from: 65, to: 84 });
  const weeks = usual.slice(65, 79);
  expect(level?.people).toBeCloseTo(40 + weeks.reduce((sum, each) => sum + each, 0) / 14, 9);
  expect(others).toEqual([]);
  expect(jumpsIn(from(40, 40), 200)).toEqual([]);
  // Three where there is nobody else are no news.
  expect(
    jumpsIn(
      usual.map((_, day) => (day === 80 ? 3 : 0)),
      200,
    ),
  ).toEqual([]);

  const jump = { way: "entered", from: NOW - DAY_MS, to: NOW, people: 160, expected: 21.25 } as const;
  const [day, since] = jumpFindings(
    "vip",
    [
      { ...jump, shape: "level", way: "left", from: NOW - 9 * DAY_MS },
      { ...jump, shape: "day" },
    ],
    "UTC",
  );
  expect(day).toMatchObject({
    code: "size_jumped",
    severity: "warning",
    figure: 160,
    says: "On 2026-03-28 160 people came in, where 21.3 were to be expected.",
    people: 'entered segment "vip" from 2026-03-28T00:00:00.000Z to 2026-03-29T00:00:00.000Z',
  });
  expect(since?.says).toBe("Since 2026-03-20 160 people a day left it, before it were 21.3.");
  expect(since?.people).toContain('left segment "vip" from 2026-03-20T00:00:00.000Z to ');
});

test("the worst comes first, alike ones stay in order", () => {
  const one = { code: "unused", figure: 1, says: "", todo: "", people: null, other: null } as const;
  const sorted = worstFirst([
    { ...one, severity: "hint" },
    { ...one, severity: "serious", figure: 2 },
    { ...one, severity: "serious", figure: 3 },
  ]);
  expect(sorted.map(({ figure }) => figure)).toEqual([2, 3, 1]);
});
