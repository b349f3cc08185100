import { assert } from "@habitus/kernel";

const SERIES_BELOW = 3;
const FRACTION_TERMS = 200;
const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

const density = (z: number): number => Math.exp(-0.5 * z * z) / ROOT_TWO_PI;

/**
 * P(Z > z) of a standard normal Z, right to about 13 digits of its own also far out. Series 26.2.11 and continued fraction 26.2.14 of
 * Abramowitz & Stegun (1964).
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  return z < SERIES_BELOW ? 0.5 - density(z) * series(z) : density(z) / fraction(z);
}

function series(z: number): number {
  let term = z;
  let sum = z;
  for (let odd = 3; term > sum * 1e-17 && term > 0; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return sum;
}

function fraction(z: number): number {
  let value = z;
  for (let n = FRACTION_TERMS; n > 0; n--) value = z + n / value;
  return value;
}

/**
 * The z that a standard normal exceeds with probability `tail`, 0 < tail < 1. Begins with Abramowitz & Stegun 26.2.23 and is polished by
 * Newton's method to the precision of `normalTail`.
 */
export function normalQuantile(tail: number): number {
  assert(tail > 0 && tail < 1, "a tail lies between 0 and 1");
  if (tail > 0.5) return -normalQuantile(1 - tail);
  const t = Math.sqrt(-2 * Math.log(tail));
  let z =
    t -
    (2.515_517 + t * (0.802_853 + t * 0.010_328)) / (1 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308)));
  for (let step = 0; step < 4; step++) z += (normalTail(z) - tail) / density(z);
  return z;
}

/** What an interval of this confidence (0.95, say) reaches on either side, in standard errors. */
export const reachOf = (confidence: number): number => normalQuantile((1 - confidence) / 2);
