import type { Segment } from "@habitus/contract";

export type SegmentUser = Segment["usedBy"][number];

/** What keeps a segment from being deleted: all that is made of it. A webhook is only sent no more of it. */
export function keepersOf({ usedBy }: Pick<Segment, "usedBy">): readonly SegmentUser[] {
  return usedBy.filter(({ kind }) => kind !== "webhook");
}

/** Of the smaller of two sizes, the share that is in both; null when one is empty. */
export function overlapOf(both: number, a: number, b: number): number | null {
  const smaller = Math.min(a, b);
  return smaller === 0 ? null : both / smaller;
}
