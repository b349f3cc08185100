import type { Leaf } from "@habitus/segments";
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
    .filter((segment) => planToRead(present, segment).leaves.some((leaf) => traitOf(leaf) === trait));
  return reads.map(({ key }) => key);
}

/** The trait that a leaf looks at, as it is or as it was; null for a leaf that looks at none. */
export function traitOf(leaf: Leaf): string | null {
  if (leaf.kind === "trait") return leaf.path[0] ?? null;
  return leaf.kind === "held" || leaf.kind === "changed" ? leaf.trait : null;
}
