import type { Segment } from "@habitus/contract";

/** Segments whose definition names this one, by name. */
export function usedBy(key: string, segments: readonly Segment[]): readonly Segment[] {
  return segments
    .filter((other) => other.key !== key && names(other.definition.tree, key))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

function names(part: unknown, key: string): boolean {
  if (typeof part !== "object" || part === null) return false;
  if ("kind" in part && part.kind === "segment" && "segment" in part && part.segment === key) return true;
  return Object.values(part).some((inner) => names(inner, key));
}

/** Of the smaller of two sizes, the share that is in both; null when one is empty. */
export function overlapOf(both: number, a: number, b: number): number | null {
  const smaller = Math.min(a, b);
  return smaller === 0 ? null : both / smaller;
}
