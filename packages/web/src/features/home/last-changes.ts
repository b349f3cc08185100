import type { Segment, SegmentChanges } from "@habitus/contract";

export type Change = Omit<SegmentChanges["segments"][number], "key"> & { readonly segment: Segment };

const sizeOf = ({ before, after }: Change): number => Math.abs(after - before);
const movesOf = ({ entered, left }: Change): number => (entered ?? 0) + (left ?? 0);

/** What moved, the largest change of size in people first; of alike ones where more came and went. */
export function lastChanges(
  segments: readonly Segment[],
  changes: SegmentChanges["segments"],
): readonly Change[] {
  const byKey = new Map(segments.map((segment) => [segment.key, segment]));
  return changes
    .flatMap(({ key, ...change }): readonly Change[] => {
      const segment = byKey.get(key);
      return segment === undefined ? [] : [{ ...change, segment }];
    })
    .filter((change) => sizeOf(change) + movesOf(change) > 0)
    .toSorted((a, b) => sizeOf(b) - sizeOf(a) || movesOf(b) - movesOf(a));
}
