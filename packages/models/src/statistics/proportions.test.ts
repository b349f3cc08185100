import { expect, test } from "vitest";
import { normalQuantile, normalTail } from "../special/normal.ts";
import { adjustForMany } from "./adjust.ts";
import { jaccard, liftOf } from "./lift.ts";
import { leastRateTold, peoplePerGroup, powerToTell } from "./power.ts";
import { compareShares, shareDifference, shareInterval } from "./proportions.ts";
import { stabilityIndex } from "./stability.ts";

test("the normal distribution, also far out", () => {
  expect(normalTail(0)).toBe(0.5);
  expect(normalTail(1.959_963_984_540_054)).toBeCloseTo(0.025, 15);
  // R 4.2.2 pnorm(10, lower.tail = FALSE) and pnorm(3, lower.tail = FALSE).
  expect(normalTail(10) / 7.619_853_024_160_527e-24).toBeCloseTo(1, 12);
  expect(normalTail(3) / 0.001_349_898_031_630_094_6).toBeCloseTo(1, 12);
  expect(normalTail(-1)).toBeCloseTo(0.841_344_746_068_542_9, 14);
  expect(normalQuantile(0.025)).toBeCloseTo(1.959_963_984_540_054, 13);
  expect(normalQuantile(0.8)).toBeCloseTo(-0.841_621_233_572_914_3, 13);
});

test("the score interval of a share and of a difference, as Newcombe prints them", () => {
  const { low, high } = shareInterval({ hits: 81, of: 263 });
  expect([low, high].map((each) => each.toFixed(4))).toEqual(["0.2553", "0.3662"]);
  const apart = shareDifference({ hits: 56, of: 70 }, { hits: 48, of: 80 });
  expect(apart.difference).toBeCloseTo(0.2, 12);
  expect([apart.low, apart.high].map((each) => each.toFixed(4))).toEqual(["0.0524", "0.3339"]);
  expect(shareInterval({ hits: 0, of: 0 })).toEqual({ low: 0, high: 1 });
  expect(shareInterval({ hits: 0, of: 10 }).low).toBe(0);
});

test("two shares: exactly where few are expected, else by their score", () => {
  // Fisher's lady tasting tea; and of the 210 ways to choose 4 of 10, the 10 that take none of one half.
  expect(compareShares({ hits: 3, of: 4 }, { hits: 1, of: 4 })).toEqual({
    p: expect.closeTo(34 / 70, 10),
    by: "exact",
  });
  expect(compareShares({ hits: 0, of: 5 }, { hits: 4, of: 5 }).p).toBeCloseTo(10 / 210, 10);
  // The score is the root of Pearson's chi-squared.
  const { p, by } = compareShares({ hits: 56, of: 70 }, { hits: 48, of: 80 });
  const pooled = 104 / 150;
  const chi2 = 0.2 ** 2 / (pooled * (1 - pooled) * (1 / 70 + 1 / 80));
  expect(by).toBe("score");
  expect(p).toBeCloseTo(2 * normalTail(Math.sqrt(chi2)), 14);
  expect(compareShares({ hits: 0, of: 10 }, { hits: 0, of: 9 }).p).toBe(1);
  expect(compareShares({ hits: 0, of: 0 }, { hits: 3, of: 9 }).p).toBe(1);
});

test("a sample ratio that Kohavi reports", () => {
  // 821,588 against 815,482 people where equal numbers were meant: chi-squared 22.774, p 1.8e-6.
  const all = 821_588 + 815_482;
  const z = (821_588 - all / 2) / Math.sqrt(all / 4);
  expect(z * z).toBeCloseTo(22.774, 3);
  expect(2 * normalTail(z)).toBeCloseTo(1.82e-6, 8);
});

test("power as R's power.prop.test prints it", () => {
  expect(powerToTell(50, 0.5, 0.75, 0.05)).toBeCloseTo(0.74, 3);
  expect(peoplePerGroup(0.5, 0.75, { alpha: 0.05, power: 0.9 })).toBeCloseTo(76.7, 1);
  expect(leastRateTold(50, 0.5, { alpha: 0.05, power: 0.9 })).toBeCloseTo(0.8026, 4);
  expect(peoplePerGroup(0.2, 0.25)).toBeCloseTo(1_093.7, 1);
  expect(leastRateTold(3, 0.5)).toBeNull();
  expect(leastRateTold(1_000_000, 1)).toBeNull();
  expect(peoplePerGroup(0.2, 0.2)).toBe(Number.POSITIVE_INFINITY);
});

test("the fifteen p-values of Benjamini and Hochberg's paper", () => {
  const p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
    0.759, 1,
  ];
  const adjusted = adjustForMany(p);
  expect(adjusted.filter((each) => each <= 0.05)).toHaveLength(4);
  expect(adjusted[0]).toBeCloseTo(0.0015, 12);
  expect(adjusted[4]).toBeCloseTo(0.0603, 12);
  expect(adjusted.at(-1)).toBe(1);
  expect(adjustForMany(p.toReversed())).toEqual(adjusted.toReversed());
  expect(adjustForMany([])).toEqual([]);
});

test("lift against everybody, with the ratio's interval carried over", () => {
  const group = { hits: 30, of: 100 };
  const everybody = { hits: 100, of: 1_000 };
  const { lift, low, high } = liftOf(group, everybody);
  expect(lift).toBeCloseTo(3, 12);
  // Katz: ratio 0.3 / (70/900), its logarithm's standard error sqrt(1/30 - 1/100 + 1/70 - 1/900).
  const ratio = 0.3 / (70 / 900);
  const error = Math.sqrt(1 / 30 - 1 / 100 + 1 / 70 - 1 / 900);
  const at = (side: number): number =>
    1 / (0.1 + 0.9 / (ratio * Math.exp(side * 1.959_963_984_540_054 * error)));
  expect(low).toBeCloseTo(at(-1), 12);
  expect(high).toBeCloseTo(at(1), 12);
  expect(liftOf({ hits: 0, of: 10 }, { hits: 0, of: 100 }).lift).toBeNull();
  expect(liftOf({ hits: 0, of: 10 }, { hits: 5, of: 100 })).toMatchObject({ lift: 0, low: 0 });
  expect(liftOf({ hits: 5, of: 10 }, { hits: 5, of: 10 })).toEqual({ lift: 1, low: 1, high: 1 });
});

test("overlap and stability", () => {
  expect(jaccard(3, 3, 2)).toBe(0.5);
  expect(jaccard(0, 0, 0)).toBe(0);
  expect(stabilityIndex([10, 20], [10, 20])).toEqual({ index: 0, byChance: expect.closeTo(1 / 15, 12) });
  const halved = (0.75 - 0.5) * Math.log(0.75 / 0.5) + (0.25 - 0.5) * Math.log(0.25 / 0.5);
  expect(stabilityIndex([50, 50], [75, 25]).index).toBeCloseTo(halved, 12);
  expect(stabilityIndex([50, 0], [0, 50]).index).toBeCloseTo(2 * (50 / 51) * Math.log(101), 12);
  expect(stabilityIndex([5, 0, 5], [5, 0, 5]).index).toBe(0);
  expect(stabilityIndex([0, 0], [1, 2]).index).toBe(0);
});
