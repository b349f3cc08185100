import { assert } from "@habitus/kernel";
import { logGamma } from "../special/gamma.ts";
import { normalTail, reachOf } from "../special/normal.ts";

/** `hits` of `of` people: whole numbers, 0 <= hits <= of. */
export type Proportion = { readonly hits: number; readonly of: number };

export type Interval = { readonly low: number; readonly high: number };

export const CONFIDENCE = 0.95;

/** Share of the people, from 0 to 1; 0 of nobody. */
export const shareOf = ({ hits, of }: Proportion): number => (of === 0 ? 0 : hits / of);

/**
 * Score interval of one share (E. B. Wilson: Probable inference, the law of succession, and statistical inference, JASA 22, 1927; without
 * correction for continuity). Of nobody everything from 0 to 1.
 */
export function shareInterval(proportion: Proportion, confidence = CONFIDENCE): Interval {
  const { of } = proportion;
  if (of === 0) return { low: 0, high: 1 };
  const z = reachOf(confidence);
  const share = shareOf(proportion);
  const middle = share + (z * z) / (2 * of);
  const reach = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return { low: Math.max(0, (middle - reach) / scale), high: Math.min(1, (middle + reach) / scale) };
}

/**
 * Difference of two independent shares, one less the other, with its score interval (R. G. Newcombe: Interval estimation for the difference between
 * independent proportions, Statistics in Medicine 17, 1998, method 10).
 */
export function shareDifference(
  one: Proportion,
  other: Proportion,
  confidence = CONFIDENCE,
): Interval & { readonly difference: number } {
  const [p, q] = [shareOf(one), shareOf(other)];
  const [a, b] = [shareInterval(one, confidence), shareInterval(other, confidence)];
  const difference = p - q;
  return {
    difference,
    low: difference - Math.hypot(p - a.low, b.high - q),
    high: difference + Math.hypot(a.high - p, q - b.low),
  };
}

export type TestResult = {
  /** Two-sided: how often chance alone would tell two groups at least so far apart. */
  readonly p: number;
  readonly by: "score" | "exact";
};

/** Below this many expected in a cell the score test's p is no longer to be trusted (W. G. Cochran, Biometrics 10, 1954). */
const FEWEST_EXPECTED = 5;

/**
 * Whether two independent groups share one rate. The score test (the root of Pearson's chi-squared, pooled, uncorrected) where every cell of the
 * table expects 5 people, else Fisher's exact test: all tables of these margins that are no likelier than the one seen. p is 1 where a group is
 * empty or nobody, or everybody, is a hit.
 */
export function compareShares(one: Proportion, other: Proportion): TestResult {
  assert(one.hits <= one.of && other.hits <= other.of, "no more hits than people");
  const people = one.of + other.of;
  const hits = one.hits + other.hits;
  if (one.of === 0 || other.of === 0 || hits === 0 || hits === people) return { p: 1, by: "exact" };
  const fewest = (Math.min(one.of, other.of) * Math.min(hits, people - hits)) / people;
  if (fewest < FEWEST_EXPECTED) return { p: exactTest(one, other), by: "exact" };
  const pooled = hits / people;
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / one.of + 1 / other.of));
  const z = Math.abs(shareOf(one) - shareOf(other)) / error;
  return { p: Math.min(1, 2 * normalTail(z)), by: "score" };
}

/** Tables whose probabilities differ by less than rounding are as likely as each other. */
const ALIKE = 1e-7;

function exactTest(one: Proportion, other: Proportion): number {
  const hits = one.hits + other.hits;
  const all = logChoose(one.of + other.of, hits);
  const log = (first: number): number => logChoose(one.of, first) + logChoose(other.of, hits - first) - all;
  const seen = log(one.hits) + ALIKE;
  let p = 0;
  for (let first = Math.max(0, hits - other.of); first <= Math.min(hits, one.of); first++) {
    const each = log(first);
    if (each <= seen) p += Math.exp(each);
  }
  return Math.min(1, p);
}

const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
