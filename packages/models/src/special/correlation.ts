import { assert } from "@habitus/kernel";

/** Pearson's correlation of two lists of the same length; 0 when one of them does not vary. */
export function correlationOf(x: Float64Array, y: Float64Array): number {
  assert(x.length === y.length, "both lists are alike long");
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  let both = 0;
  let squaredX = 0;
  let squaredY = 0;
  for (let i = 0; i < x.length; i++) {
    const awayX = (x[i] ?? 0) - meanX;
    const awayY = (y[i] ?? 0) - meanY;
    both += awayX * awayY;
    squaredX += awayX * awayX;
    squaredY += awayY * awayY;
  }
  return squaredX === 0 || squaredY === 0 ? 0 : both / Math.sqrt(squaredX * squaredY);
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
