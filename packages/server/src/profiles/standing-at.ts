import type { Instant } from "@habitus/kernel";

/**
 * Of what is dated, ascending: the last whose time has come, then those ahead. Of more than `most` ahead the nearest are let go of; with
 * none that has come the very first takes its place.
 */
export function standingAt<T>(
  dated: readonly T[],
  timeOf: (each: T) => Instant,
  { at, most }: { readonly at: Instant; readonly most: number },
): readonly T[] {
  const [first, ...ahead] = dated.slice(
    Math.max(
      0,
      dated.findLastIndex((each) => timeOf(each) <= at),
    ),
  );
  return first === undefined ? [] : [first, ...ahead.slice(Math.max(0, ahead.length - most))];
}
