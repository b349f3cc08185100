import { assert } from "@habitus/kernel";
import { logBeta } from "./gamma.ts";
import { normalQuantile } from "./normal.ts";

const STEPS = 300;
const SMALLEST = 1e-300;

/**
 * P(T > t) of Student's t with so many degrees of freedom, by the regularised incomplete beta function (Abramowitz & Stegun 26.7.1, 26.5.8; the
 * continued fraction by Lentz's method). About 12 digits.
 */
export function studentTail(t: number, freedom: number): number {
  assert(freedom > 0, "there is freedom");
  if (t < 0) return 1 - studentTail(-t, freedom);
  if (t === Number.POSITIVE_INFINITY) return 0;
  return 0.5 * incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/** The t that is exceeded with probability `tail`, 0 < tail < 1. */
export function studentQuantile(tail: number, freedom: number): number {
  assert(tail > 0 && tail < 1, "a tail lies between 0 and 1");
  if (tail > 0.5) return -studentQuantile(1 - tail, freedom);
  let low = 0;
  let high = Math.max(1, normalQuantile(tail));
  while (studentTail(high, freedom) > tail) high *= 2;
  for (let step = 0; step < 80 && low < high; step++) {
    const middle = (low + high) / 2;
    if (studentTail(middle, freedom) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const scale = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b));
  // The fraction is quick on the one side of the mean, so the other is what is left of one.
  if (x < (a + 1) / (a + b + 2)) return (scale * fraction(x, a, b)) / a;
  return 1 - (scale * fraction(1 - x, b, a)) / b;
}

function fraction(x: number, a: number, b: number): number {
  const apart = (value: number): number => (Math.abs(value) < SMALLEST ? SMALLEST : value);
  let c = 1;
  let d = 1 / apart(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    for (const term of [even, odd]) {
      d = 1 / apart(1 + term * d);
      c = apart(1 + term / c);
      value *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return value;
}
