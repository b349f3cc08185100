import { type Random, seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import { adjustForMany, ALARM } from "./adjust.ts";
import { farOffAmong } from "./anomalies.ts";
import { steadyScaleOf } from "./daily-scale.ts";
import { lineThroughDays, movesOf, oddDaysOf } from "./moves.ts";
import { figuresOf } from "./daily-scale.ts";
import { lineThrough, meanOf, stepsAt, weekMeans } from "./week-tests.ts";

const everyDay = (weeks: readonly number[]): readonly number[] =>
  weeks.flatMap((value) => [3, 1, 0, 0, 0, -2, -2].map((off) => value + off));

test("a line through weeks, as SciPy's linregress tells it", () => {
  const told = lineThrough(everyDay([12, 14.5, 11, 15.5, 17, 16, 19.5, 18, 21, 20.5]));
  expect(told.p).toBeCloseTo(0.000_268_041_938_566_639, 12);
  expect(told.before).toBeCloseTo(12.5, 10);
  expect(told.after).toBeCloseTo(19.833_333_333, 8);
  expect((told.low + told.high) / 2).toBeCloseTo(7.127_272_727, 8);
  expect((told.high - told.low) / 2).toBeCloseTo(2.663_748_058, 8);
});

test("a step between weeks, as SciPy's ttest_ind tells it, times the days that were tried", () => {
  const days = everyDay([10, 12, 11, 13, 15, 18, 16]);
  const [told] = stepsAt(days, [28], 3);
  expect(told?.p).toBeCloseTo(3 * 0.006_105_273_695_561_676, 10);
  expect(told?.low).toBeCloseTo(2.103_455_570_8, 8);
  expect(told?.high).toBeCloseTo(7.563_211_095_8, 8);
  expect([told?.before, told?.after]).toEqual([expect.closeTo(11.5, 10), expect.closeTo(16.333_333, 5)]);
  // Days that make no whole week are in none: those farthest from the step.
  expect(stepsAt([99, 99, ...days, 99], [30], 3)[0]).toEqual(told);
  // Two weeks on either side of a step leave freedom enough, one week does not.
  expect(stepsAt(everyDay([1, 9]), [7], 1)[0]?.p).toBe(1);
});

test("weeks are reckoned from either end", () => {
  const days = Array.from({ length: 16 }, (_, day) => day);
  expect(weekMeans(days)).toEqual([3, 10]);
  expect(weekMeans(days, true)).toEqual([5, 12]);
});

test("a scale on which chance moves small values as far as large ones", () => {
  const random = seededRandom(3);
  for (const [rate, of] of [
    [4, null],
    [300, null],
    [20, 400],
  ] as const) {
    const counts = Array.from({ length: 3_000 }, () => poisson(random, rate));
    const scale = steadyScaleOf({ counts, of: of === null ? null : counts.map(() => of) });
    const mean = meanOf(scale.values);
    const spread = Math.sqrt(meanOf(scale.values.map((value) => (value - mean) ** 2)));
    expect(spread / scale.leastSpread).toBeCloseTo(1, 1);
    expect(scale.back(scale.values[0] ?? 0)).toBeCloseTo((counts[0] ?? 0) / (of ?? 1), 1);
  }
});

/** By D. Knuth's product of uniforms, in steps so that it does not vanish. */
function poisson(random: Random, rate: number): number {
  let count = 0;
  for (let left = rate; left > 0; left -= 30) {
    for (let product = random.next(); product > Math.exp(-Math.min(left, 30)); product *= random.next())
      count++;
  }
  return count;
}

const WEEKEND = [1.2, 1.2, 1.2, 1.2, 1.2, 0.5, 0.5];
const DAYS = 84;
const seriesOf = (random: Random, rateOn: (day: number) => number): readonly number[] =>
  Array.from({ length: DAYS }, (_, day) => poisson(random, rateOn(day) * (WEEKEND[day % 7] ?? 1)));

test("a level that begins on a day is found with its day, its means and its levels", () => {
  const counts = seriesOf(seededRandom(1), (day) => (day < 45 ? 30 : 48));
  const { moves, breaks } = movesOf({ counts, of: null });
  const [at = 0] = breaks;
  expect(breaks).toHaveLength(1);
  expect(Math.abs(at - 45)).toBeLessThanOrEqual(2);
  const weeks = Math.floor(at / 7) * 7;
  const after = Math.floor((DAYS - at) / 7) * 7;
  expect(moves).toEqual([
    {
      shape: "level",
      first: { from: at - weeks, to: at },
      last: { from: at, to: at + after },
      before: expect.closeTo(meanOf(counts.slice(at - weeks, at)), 9) as number,
      after: expect.closeTo(meanOf(counts.slice(at, at + after)), 9) as number,
      low: expect.any(Number) as number,
      high: expect.any(Number) as number,
      p: expect.any(Number) as number,
    },
  ]);
  expect(moves[0]?.p).toBeLessThan(1e-3);
  expect(moves[0]?.low).toBeLessThan(18);
  expect(moves[0]?.high).toBeGreaterThan(18);
  const line = lineThroughDays({ counts, of: null }, { breaks });
  expect(new Set(line).size).toBe(2);
  expect(line[0]).toBeCloseTo(meanOf(counts.slice(0, at)), 9);
});

test("what rises and what fades all the time is a trend, of counts and of shares", () => {
  const random = seededRandom(2);
  const everybody = seriesOf(random, () => 400);
  for (const rising of [true, false]) {
    const counts = seriesOf(random, (day) => 20 + 40 * (rising ? day / DAYS : 1 - day / DAYS));
    for (const of of [null, everybody]) {
      const { moves, breaks } = movesOf({ counts, of });
      expect(breaks).toEqual([]);
      expect(moves).toMatchObject([
        { shape: "trend", first: { from: 0, to: 28 }, last: { from: 56, to: 84 } },
      ]);
      const [{ p, before, after } = { p: 1, before: 0, after: 0 }] = moves;
      expect(p).toBeLessThan(1e-4);
      expect(after > before).toBe(rising);
      const line = lineThroughDays({ counts, of }, { breaks });
      expect((line.at(-1) ?? 0) > (line[0] ?? 0)).toBe(rising);
    }
  }
  const part = everybody.map((count) => Math.round(count / 10));
  expect(movesOf({ counts: part, of: everybody }).moves[0]?.p).toBeGreaterThan(ALARM);
});

test("something new has no level before, two weeks of it are two levels, one wild day is none", () => {
  const random = seededRandom(4);
  const fresh = movesOf({ counts: seriesOf(random, (day) => (day < 60 ? 0 : 12)), of: null });
  expect(fresh.breaks).toEqual([60]);
  expect(fresh.moves[0]?.before).toBe(0);
  const campaign = seriesOf(random, (day) => (day >= 35 && day < 49 ? 60 : 25));
  const during = movesOf({ counts: campaign, of: null });
  expect(during.moves.map(({ shape, after, before }) => [shape, after > before])).toEqual([
    ["level", true],
    ["level", false],
  ]);
  const wild = seriesOf(random, () => 25).map((count, day) => (day === 33 ? 400 : count));
  const { moves, breaks } = movesOf({ counts: wild, of: null });
  expect(moves[0]?.p).toBeGreaterThan(ALARM);
  const odd = oddDaysOf({ counts: wild, of: null }, { breaks }, farOffAmong(1, DAYS));
  expect(odd.map(({ place }) => place)).toEqual([33]);
  expect(odd[0]?.expected).toBeGreaterThan(5);
  expect(odd[0]?.expected).toBeLessThan(50);
  // A level is no row of odd days.
  const limit = farOffAmong(1, DAYS);
  expect(oddDaysOf({ counts: campaign, of: null }, during, limit)).toEqual([]);
});

test("of shares a day is as odd as its own people tell: of few or of nobody it is none", () => {
  const X = 20;
  const random = seededRandom(6);
  const usual = Array.from({ length: DAYS }, () => poisson(random, X));
  const oddOf = (count: number, total: number, isOn: (day: number) => boolean) => {
    const counts = usual.map((each, day) => (isOn(day) ? count : each));
    const daily = { counts, of: counts.map((_, day) => (isOn(day) ? total : 1_000)) };
    return oddDaysOf(daily, movesOf(daily), farOffAmong(1, DAYS));
  };
  const onDay = (day: number) => day === 80;
  expect(oddOf(0, 0, onDay)).toEqual([]);
  expect(oddOf(0, 3, onDay)).toEqual([]);
  const [odd, ...others] = oddOf(200, 1_000, onDay);
  expect(others).toEqual([]);
  expect(odd?.place).toBe(80);
  expect(odd?.z).toBeGreaterThan(0);
  expect(odd?.expected).toBeCloseTo(X / 1_000, 2);
  // Closed every Sunday but one: that one is a day like any other, and a closed week is no other level.
  expect(oddOf(0, 0, (day) => day % 7 === 6 && day !== 48)).toEqual([]);
  expect(oddOf(0, 0, (day) => day >= 42 && day < 49)).toEqual([]);
});

test("chance alone is told of as rarely as said, also where days are like their neighbours", () => {
  const random = seededRandom(5);
  const noise = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  let odd = 0;
  const smallest = Array.from({ length: 120 }, () => {
    let mood = 0;
    const counts = seriesOf(random, () => {
      mood = 0.5 * mood + 0.87 * noise();
      return 40 * Math.exp(0.2 * mood);
    });
    const { moves, breaks } = movesOf({ counts, of: null });
    odd += oddDaysOf({ counts, of: null }, { breaks }, farOffAmong(120, DAYS)).length;
    return Math.min(1, ...moves.map(({ p }) => p * moves.length));
  });
  // Some 6 of 120 by the level of the test, twice as many at most by chance.
  expect(smallest.filter((p) => p < ALARM).length).toBeLessThan(12);
  expect(odd).toBe(0);
  expect(adjustForMany(smallest).filter((p) => p < ALARM)).toEqual([]);
});

test("a day without anybody is in no mean of its week, nor a week of such days among the weeks", () => {
  const open = [true, true, true, true, true, true, false];
  const weeks = 10;
  const isOpen = (day: number): boolean => open[day % 7] === true && Math.floor(day / 7) !== 4;
  const of = Array.from({ length: weeks * 7 }, (_, day) => (isOpen(day) ? 200 : 0));
  const counts = of.map((all, day) => (day < 35 ? all / 10 : all / 5));
  const figures = figuresOf({ counts, of });
  expect(figures.slice(5, 8)).toEqual([0.1, null, 0.1]);
  expect(weekMeans(figures)).toEqual(
    [0.1, 0.1, 0.1, 0.1, null, 0.2, 0.2, 0.2, 0.2, 0.2].map((mean) =>
      mean === null ? null : (expect.closeTo(mean, 9) as number),
    ),
  );
  const [told] = stepsAt(figures, [35], 1);
  expect(told).toMatchObject({ before: expect.closeTo(0.1, 9), after: expect.closeTo(0.2, 9) });
  expect(lineThrough(figures)).toMatchObject({
    before: expect.closeTo(0.1, 9),
    after: expect.closeTo(0.2, 9),
  });
  // Of a level on whose days nobody was there, nothing is told.
  expect(stepsAt([...figures.slice(0, 28), ...of.slice(0, 14).map(() => null)], [28], 1)[0]?.p).toBe(1);
});

test("wild days at either end of a series are no level", () => {
  const calm = Array.from({ length: 8 * 7 }, (_, day) => 5 + ((day * 7919 + 3) % 5));
  for (const wild of [1, 2]) {
    const last = calm.map((count, day) => (day >= calm.length - wild ? 60 : count));
    for (const counts of [last, last.toReversed()]) {
      const { moves, breaks } = movesOf({ counts, of: null });
      expect(breaks).toEqual([]);
      expect(moves.map(({ shape }) => shape)).toEqual(["trend"]);
    }
  }
});
