import type { Actor } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import type { SegmentRecord, SegmentStore } from "../segments/segment-store.ts";

type Segments = Pick<SegmentStore, "list" | "remove">;

/** Why a segment of the demo is somebody's own by now. */
export type KeptSegment = {
  readonly segment: SegmentRecord;
  readonly why: "changed" | "in_use";
};

/** What becomes of the demo's segments when it is removed: those that a person changed, or that something else reads, stay. */
export function demoSegments(
  keys: readonly string[],
  segments: Segments,
  isReadByOthers: (key: string, others: ReadonlySet<string>) => boolean,
): { readonly going: readonly SegmentRecord[]; readonly kept: readonly KeptSegment[] } {
  const ofDemo = segments
    .list()
    .filter(({ key, createdBy }) => keys.includes(key) && createdBy.kind === "system");
  const kept: KeptSegment[] = ofDemo
    .filter(({ updatedBy }) => updatedBy.kind !== "system")
    .map((segment) => ({ segment, why: "changed" }));
  let going = ofDemo.filter(({ updatedBy }) => updatedBy.kind === "system");
  // What stays may read another that would otherwise go, and so on.
  for (;;) {
    const keysGoing = new Set(going.map(({ key }) => key));
    const inUse = going.filter(({ key }) => isReadByOthers(key, keysGoing));
    if (inUse.length === 0) return { going, kept };
    for (const segment of inUse) kept.push({ segment, why: "in_use" });
    going = going.filter((segment) => !inUse.includes(segment));
  }
}

/** Whoever reads another goes before it. Answers how many went. */
export async function removeSegments(
  going: readonly SegmentRecord[],
  segments: Segments,
  by: Actor,
): Promise<number> {
  let left = going;
  for (;;) {
    const refused: SegmentRecord[] = [];
    for (const segment of left) if (!(await isRemoved(segment, segments, by))) refused.push(segment);
    if (refused.length === 0 || refused.length === left.length) return going.length - refused.length;
    left = refused;
  }
}

/** False where something has come to read it or somebody changed it meanwhile: then it is theirs. */
async function isRemoved({ key, rev }: SegmentRecord, segments: Segments, by: Actor): Promise<boolean> {
  try {
    await segments.remove(key, by, rev);
    return true;
  } catch (error) {
    if (error instanceof HabitusError && (error.code === "segment_in_use" || error.code === "conflict"))
      return false;
    if (error instanceof HabitusError && error.code === "not_found") return true;
    throw error;
  }
}
