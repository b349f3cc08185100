import type { Segment } from "@habitus/contract";
import { segmentsReadBy } from "@habitus/segments";

/** Segments whose definition reads this one, or who entered and left it; by name. */
export function usedBy(key: string, segments: readonly Segment[]): readonly Segment[] {
  return segments
    .filter((other) => other.key !== key && segmentsReadBy(other.definition.tree).includes(key))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Of the smaller of two sizes, the share that is in both; null when one is empty. */
export function overlapOf(both: number, a: number, b: number): number | null {
  const smaller = Math.min(a, b);
  return smaller === 0 ? null : both / smaller;
}
