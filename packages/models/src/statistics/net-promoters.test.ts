import { expect, test } from "vitest";
import { netPromoterScore } from "./net-promoters.ts";

test("the score is the difference of the shares, the interval lies around it and narrows", () => {
  const few = netPromoterScore({ promoters: 5, passives: 3, detractors: 2 });
  const many = netPromoterScore({ promoters: 500, passives: 300, detractors: 200 });
  expect([few.score, many.score]).toEqual([0.3, 0.3]);
  // By hand: 3 / 12 -+ 1.959964 * sqrt(8 - 12 / 16) / 12.
  expect(few.low).toBeCloseTo(0.25 - (1.959964 * Math.sqrt(7.25)) / 12, 6);
  expect(few.high).toBeCloseTo(0.25 + (1.959964 * Math.sqrt(7.25)) / 12, 6);
  expect(many.high - many.low).toBeLessThan((few.high - few.low) / 8);
});

test("nobody says nothing, and no interval leaves the scale", () => {
  expect(netPromoterScore({ promoters: 0, passives: 0, detractors: 0 })).toEqual({
    score: 0,
    low: -1,
    high: 1,
  });
  expect(netPromoterScore({ promoters: 3, passives: 0, detractors: 0 })).toMatchObject({ score: 1, high: 1 });
  expect(netPromoterScore({ promoters: 0, passives: 0, detractors: 3 })).toMatchObject({
    score: -1,
    low: -1,
  });
});

test.each([
  [20, 0.5, 0.2],
  [20, 0.1, 0.1],
  [60, 0.7, 0.1],
  [60, 0.3, 0.4],
])("of %i answers, promoters %d and detractors %d, nearly 95 of 100 intervals hold the truth", (n, p, d) => {
  const truth = p - d;
  let covered = 0;
  for (let promoters = 0; promoters <= n; promoters++) {
    for (let detractors = 0; detractors + promoters <= n; detractors++) {
      const passives = n - promoters - detractors;
      const { low, high } = netPromoterScore({ promoters, passives, detractors });
      if (low <= truth && truth <= high)
        covered += chance([promoters, detractors, passives], [p, d, 1 - p - d]);
    }
  }
  expect(covered).toBeGreaterThan(0.93);
  expect(covered).toBeLessThan(0.985);
});

function chance(counts: readonly number[], shares: readonly number[]): number {
  const logFactorial = (n: number): number =>
    Array.from({ length: n }, (_, i) => Math.log(i + 1)).reduce((a, b) => a + b, 0);
  const all = logFactorial(counts.reduce((a, b) => a + b, 0));
  return Math.exp(
    counts.reduce((log, count, i) => log - logFactorial(count) + count * Math.log(shares[i] ?? 0), all),
  );
}
