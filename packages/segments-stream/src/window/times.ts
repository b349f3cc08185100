import type { Instant } from "@habitus/kernel";

/** How many of the ascending times are <= `upTo`. */
export function countUpTo(times: readonly Instant[], upTo: Instant): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Number.POSITIVE_INFINITY) <= upTo) low = middle + 1;
    else high = middle;
  }
  return low;
}
