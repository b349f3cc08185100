import type { Instant } from "@habitus/kernel";

/** Puts a value at a place. As `splice` does, but without a list of nothing for what it took out. */
export function putAt<T>(values: T[], at: number, value: T): void {
  values.push(value);
  values.copyWithin(at + 1, at, values.length - 1);
  values[at] = value;
}

/** Takes the first `count` values out. */
export function dropFirst<T>(values: T[], count: number): void {
  if (count <= 0) return;
  values.copyWithin(0, count);
  values.length -= Math.min(count, values.length);
}

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
