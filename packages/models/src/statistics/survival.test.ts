import { expect, test } from "vitest";
import { type Spell, survivalAt, survivalOf } from "./survival.ts";

/** Weeks in remission of Freireich's patients on 6-MP (Blood 21, 1963); below 0: still in remission when last seen. */
const WEEKS = [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35];
const spells: readonly Spell[] = WEEKS.map((weeks) => ({ duration: Math.abs(weeks), ended: weeks > 0 }));

// Stata 17 `sts list` of these data.
test.each([
  [6, 21, 3, 0.8571, 0.0764, 0.6197, 0.9516],
  [7, 17, 1, 0.8067, 0.0869, 0.5631, 0.9228],
  [10, 15, 1, 0.7529, 0.0963, 0.5032, 0.8894],
  [13, 12, 1, 0.6902, 0.1068, 0.4316, 0.8491],
  [16, 11, 1, 0.6275, 0.1141, 0.3675, 0.8049],
  [22, 7, 1, 0.5378, 0.1282, 0.2678, 0.7468],
  [23, 6, 1, 0.4482, 0.1346, 0.1881, 0.6801],
])("remission beyond week %d", (time, atRisk, ended, survival, standardError, low, high) => {
  const step = survivalOf(spells).steps.find((each) => each.time === time);
  expect(step).toMatchObject({ time, atRisk, ended });
  expect(step?.survival).toBeCloseTo(survival, 4);
  expect(step?.standardError).toBeCloseTo(standardError, 4);
  expect(step?.low).toBeCloseTo(low, 4);
  expect(step?.high).toBeCloseTo(high, 4);
});

test("spells that went alike may be told together", () => {
  const [first, second, third, ...rest] = spells;
  expect([first, second, third].every((each) => each?.duration === 6 && each.ended)).toBe(true);
  expect(survivalOf([{ duration: 6, ended: true, count: 3 }, ...rest])).toEqual(survivalOf(spells));
});

test("its median, what lies between the steps, and nobody at all", () => {
  const survival = survivalOf(spells);
  expect(survival.steps).toHaveLength(7);
  expect(survival.median).toBe(23);
  expect(survivalAt(survival, 5)).toEqual({ survival: 1, low: 1, high: 1 });
  expect(survivalAt(survival, 8)).toBe(survivalAt(survival, 7));
  expect(survivalOf([])).toEqual({ steps: [], median: null });
  expect(survivalOf([{ duration: 2, ended: true }]).steps).toMatchObject([{ survival: 0, low: 0, high: 0 }]);
});
