import type { Evaluator } from "./evaluate.ts";
import type { SegmentStore } from "./segment-store.ts";

/** Keys of the segments whose meaning rests on a trait, those that are made of such segments included. */
export function segmentsReading(
  trait: string,
  { segments, evaluator }: { readonly segments: SegmentStore; readonly evaluator: Evaluator },
): readonly string[] {
  const reads = segments
    .list()
    .filter((segment) =>
      evaluator.plan(segment).leaves.some((leaf) => leaf.kind === "trait" && leaf.path[0] === trait),
    );
  return reads.map(({ key }) => key);
}
