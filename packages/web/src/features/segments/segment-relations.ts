import type { Segment } from "@habitus/contract";
import { segmentsReadBy } from "@habitus/segments";

/** By key, the segments whose definition reads each, by name; nothing for those that nobody reads. */
export function usersOf(segments: readonly Segment[]): ReadonlyMap<string, readonly Segment[]> {
  const users = new Map<string, Segment[]>();
  for (const other of segments.toSorted((a, b) => a.name.localeCompare(b.name))) {
    for (const key of new Set(segmentsReadBy(other.definition.tree))) {
      if (key === other.key) continue;
      const known = users.get(key) ?? [];
      users.set(key, known);
      known.push(other);
    }
  }
  return users;
}

/** Of the smaller of two sizes, the share that is in both; null when one is empty. */
export function overlapOf(both: number, a: number, b: number): number | null {
  const smaller = Math.min(a, b);
  return smaller === 0 ? null : both / smaller;
}
