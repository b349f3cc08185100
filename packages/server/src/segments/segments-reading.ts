import { type PlanContexts, planToRead } from "./plan-contexts.ts";
import type { SegmentStore } from "./segment-store.ts";

/**
 * Keys of the segments whose meaning rests on a trait, those that are made of such segments included.
 * @throws HabitusError `definition_refused` when a segment names what is not there.
 */
export function segmentsReading(
  trait: string,
  { segments, context }: { readonly segments: Pick<SegmentStore, "list">; readonly context: PlanContexts },
): readonly string[] {
  const present = context();
  const reads = segments
    .list()
    .filter((segment) =>
      planToRead(present, segment).leaves.some((leaf) => leaf.kind === "trait" && leaf.path[0] === trait),
    );
  return reads.map(({ key }) => key);
}
