const MAX_TERMS = 200_000;

/**
 * Gauss's hypergeometric function 2F1(a, b; c; z) for c > 0 and 0 <= z < 1. Where the series would converge slowly
 * (c < a + b), Euler's transformation is used (Abramowitz & Stegun 15.3.3). NaN when 200,000 terms do not suffice.
 */
export function hypergeometric2F1(a: number, b: number, c: number, z: number): number {
  const excess = c - a - b;
  if (excess >= 0) return series(a, b, c, z);
  return Math.exp(excess * Math.log1p(-z)) * series(c - a, c - b, c, z);
}

function series(a: number, b: number, c: number, z: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 0; n < MAX_TERMS; n++) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    sum += term;
    if (Math.abs(term) <= Math.abs(sum) * 1e-16) return sum;
  }
  return Number.NaN;
}
