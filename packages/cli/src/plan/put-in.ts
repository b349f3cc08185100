import { type Condition, type Definition, replaceSegments } from "@habitus/segments";
import type { SegmentContent } from "../folder/local-segment.ts";

/**
 * The definition as it will mean once the folder is applied: segments in it that are written too are put in where they are
 * named, for the server still has them otherwise or not at all. A ring is left as it stands; the server refuses it.
 * @param written of the segments that the server is to have in another form.
 */
export function putIn(definition: Definition, written: readonly SegmentContent[]): Definition {
  return { ...definition, condition: whole(definition.condition, written, []) };
}

function whole(
  condition: Condition,
  written: readonly SegmentContent[],
  inside: readonly string[],
): Condition {
  return replaceSegments(condition, (called) => {
    const segment = find(called, written);
    if (segment === null || inside.includes(segment.key)) return { kind: "segment", segment: called };
    return whole(segment.definition.condition, written, [...inside, segment.key]);
  });
}

/** By its key, or by its name where only one has it. */
function find(called: string, written: readonly SegmentContent[]): SegmentContent | null {
  const [only, ...others] = written.filter(({ name }) => name === called);
  const named = others.length === 0 ? only : undefined;
  return written.find(({ key }) => key === called) ?? named ?? null;
}
