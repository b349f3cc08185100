import { seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import { minimise } from "../optimise/minimise.ts";
import { areaInterval, areaUnderCurve } from "./area-under-curve.ts";
import { judgePropensity, LEAST_OUTCOMES } from "./judge-propensity.ts";
import { chanceOf, fitLogistic, type Outcomes } from "./logistic.ts";

/** People of a year of birth and a number of visits, to whom it happens by known odds. */
function drawn(people: number, effects: readonly [number, number], seed = 4): Outcomes {
  const random = seededRandom(seed);
  const rows = Array.from({ length: people }, () => {
    const [born, visits] = [random.int(1940, 2005), random.int(0, 12)];
    const odds = -0.8 + effects[0] * (born - 1975) + effects[1] * (visits - 6);
    return { born, visits, happened: random.next() < 1 / (1 + Math.exp(-odds)) ? 1 : 0 };
  });
  return {
    columns: (["born", "visits"] as const).map((name) => ({
      name,
      values: Float64Array.from(rows, (row) => row[name]),
    })),
    happened: Float64Array.from(rows, ({ happened }) => happened),
  };
}

test("effects that people were drawn with are found, within four of their standard errors", () => {
  const fit = fitLogistic(drawn(4_000, [0.03, -0.25]));
  for (const [place, meant] of [0.03, -0.25].entries()) {
    const [effect, error] = [fit?.effects[place] ?? Number.NaN, fit?.errors?.[place] ?? Number.NaN];
    expect([place, Math.abs(effect - meant) < 4 * error, error < 0.03]).toEqual([place, true, true]);
  }
  expect(fit?.steps).toBeLessThan(12);
});

test("weighted least squares come to where a search by gradients ends", () => {
  const outcomes = drawn(400, [0.03, -0.25]);
  const fit = fitLogistic(outcomes);
  const { columns, happened } = outcomes;
  const spread = columns.map(({ values }, place) => {
    const mean = fit?.means[place] ?? 0;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  });
  const found = minimise((at) => {
    const [intercept = 0, ...effects] = at;
    let loss = 0.5 * effects.reduce((sum, effect) => sum + effect * effect, 0);
    for (const [row, each] of happened.entries()) {
      const odds = columns.reduce((sum, { values }, place) => {
        const z = ((values[row] ?? 0) - (fit?.means[place] ?? 0)) / (spread[place] ?? 1);
        return sum + (effects[place] ?? 0) * z;
      }, intercept);
      loss += Math.log1p(Math.exp(odds)) - each * odds;
    }
    return loss;
  }, new Float64Array(3));
  expect(fit?.intercept).toBeCloseTo(found.at[0] ?? Number.NaN, 5);
  for (const place of [0, 1]) {
    const own = (fit?.effects[place] ?? 0) * (spread[place] ?? 1);
    expect(own).toBeCloseTo(found.at[place + 1] ?? Number.NaN, 5);
  }
});

test("the unit and the zero of a column change no chance; who it is not known of is taken for average", () => {
  const outcomes = drawn(500, [0.03, -0.25]);
  const [born, visits] = outcomes.columns;
  const moved = {
    name: "born",
    values: (born?.values ?? new Float64Array(0)).map((year) => (year - 1970) * -31_557_600_000),
  };
  const [fit, other] = [
    fitLogistic(outcomes),
    fitLogistic({ ...outcomes, columns: [moved, ...(visits ? [visits] : [])] }),
  ];
  if (fit === null || other === null) throw new Error("both can be fitted");
  for (const year of [1950, 1999]) {
    expect(chanceOf(other, [(year - 1970) * -31_557_600_000, 3])).toBeCloseTo(chanceOf(fit, [year, 3]), 9);
  }
  expect(chanceOf(fit, [Number.NaN, 3])).toBe(chanceOf(fit, [fit.means[0] ?? 0, 3]));
});

test("the area under the curve by counting pairs, and Hanley and McNeil's error of it", () => {
  const happened = Float64Array.of(0, 0, 1, 1, 0, 1);
  const told = Float64Array.of(0.1, 0.4, 0.4, 0.8, 0.35, 0.35);
  // Pairs of a one above a zero: of 0.4 two and a half, of 0.8 three, of 0.35 one and a half.
  expect(areaUnderCurve(happened, told)).toBeCloseTo(7 / 9, 12);
  // Of 0.75 with ten ones and twenty zeros by hand: (0.1875 + 9 (0.6 - 0.5625) + 19 (0.642857 - 0.5625)) / 200.
  const { low, high } = areaInterval(0.75, 10, 20);
  expect((high - low) / (2 * 1.959_964)).toBeCloseTo(Math.sqrt(0.010_258_93), 6);
});

test("what is told by people who were not seen: better than the share of all, and as often as it says", () => {
  const judged = judgePropensity(drawn(3_000, [0.03, -0.35]));
  if (judged.kind === "refused") throw new Error(judged.detail);
  const { auc, brier, brierOfShare, tenths, people } = judged.quality;
  expect([people, tenths.length]).toEqual([3_000, 10]);
  expect(auc).toBeGreaterThan(0.75);
  expect(brier).toBeLessThan(0.9 * brierOfShare);
  for (const { actual, predicted } of tenths) expect(Math.abs(actual - predicted)).toBeLessThan(0.1);
});

test("what nobody can tell is not told: chance alone, too few to whom it happened, a column that is the same of all", () => {
  expect(judgePropensity(drawn(1_000, [0, 0], 9))).toMatchObject({
    kind: "refused",
    reason: "no_better_than_chance",
  });
  const { columns, happened } = drawn(1_000, [0.03, -0.25]);
  let left = LEAST_OUTCOMES - 1;
  const few = happened.map((each) => (each === 1 && left-- > 0 ? 1 : 0));
  expect(judgePropensity({ columns, happened: few })).toMatchObject({
    reason: "too_few_outcomes",
    detail: expect.stringContaining("It happened to 49 of 1000 people") as string,
  });
  const same = { name: "shop", values: new Float64Array(1_000).fill(1) };
  expect(judgePropensity({ columns: [...columns, same], happened })).toMatchObject({
    reason: "nothing_known",
    detail: "The covariate shop is the same of everybody, so it tells nothing.",
  });
});
