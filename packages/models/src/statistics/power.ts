import { assert } from "@habitus/kernel";
import { normalQuantile, normalTail } from "../special/normal.ts";

/** A comparison of two groups of equal size, two-sided. */
export type Test = {
  /** Risk of an alarm where there is nothing, 0 < alpha < 1. */
  readonly alpha: number;
  /** Wanted chance to notice what is there, 0 < power < 1. */
  readonly power: number;
};

export const USUAL_TEST: Test = { alpha: 0.05, power: 0.8 };

/**
 * Chance to tell two rates apart with `people` in each group (J. L. Fleiss, B. Levin, M. C. Paik: Statistical Methods for Rates and Proportions, 3rd
 * ed. 2003, chapter 4, without correction for continuity; the chance to be wrong about the direction is left out, as R's power.prop.test does).
 */
export function powerToTell(people: number, base: number, other: number, alpha: number): number {
  const effect = Math.abs(other - base) * Math.sqrt(people);
  const spread = Math.sqrt(base * (1 - base) + other * (1 - other));
  const wanted = normalQuantile(alpha / 2) * pooledSpread(base, other);
  if (spread === 0) return effect > wanted ? 1 : 0;
  return normalTail((wanted - effect) / spread);
}

const pooledSpread = (base: number, other: number): number =>
  Math.sqrt((base + other) * (1 - (base + other) / 2));

/** People needed in each group to tell these two rates apart; not rounded, Infinity where they are equal. Source as `powerToTell`. */
export function peoplePerGroup(base: number, other: number, { alpha, power }: Test = USUAL_TEST): number {
  const spread = Math.sqrt(base * (1 - base) + other * (1 - other));
  const reach = normalQuantile(alpha / 2) * pooledSpread(base, other) + normalQuantile(1 - power) * spread;
  return (reach / (other - base)) ** 2;
}

/** The least rate above `base` that groups of this size would tell from it; null where not even a rate of 1 would be. */
export function leastRateTold(people: number, base: number, test: Test = USUAL_TEST): number | null {
  assert(base >= 0 && base <= 1, "a rate lies between 0 and 1");
  if (base === 1 || peoplePerGroup(base, 1, test) > people) return null;
  let [low, high] = [base, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (peoplePerGroup(base, middle, test) > people) low = middle;
    else high = middle;
  }
  return high;
}
