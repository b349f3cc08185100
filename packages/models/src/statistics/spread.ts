/** The middle value, or the mean of the two in the middle; 0 of none. */
export function medianOf(values: Iterable<number>): number {
  const sorted = Float64Array.from(values).sort();
  const upper = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  const high = sorted[upper] ?? 0;
  return sorted.length % 2 === 1 ? high : ((sorted[upper - 1] ?? 0) + high) / 2;
}

/** What makes the median absolute deviation, and the mean one, a standard deviation where values are normal. */
const OF_MEDIAN = 1.482_602_218_505_602;
const OF_MEAN = Math.sqrt(Math.PI / 2);

/**
 * The standard deviation that few far values do not move: of the median absolute deviation, or, where more than half of the values are one, of the
 * mean absolute deviation from the median (B. Iglewicz, D. Hoaglin: How to detect and handle outliers, 1993). 0 where all are one.
 */
export function robustSpread(values: readonly number[] | Float64Array): number {
  const middle = medianOf(values);
  const sizes = Array.from(values, (value) => Math.abs(value - middle));
  const median = medianOf(sizes);
  if (median > 0) return OF_MEDIAN * median;
  return sizes.length === 0 ? 0 : (OF_MEAN * sizes.reduce((sum, size) => sum + size, 0)) / sizes.length;
}
