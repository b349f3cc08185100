import { type Definition, segmentsReadBy } from "@habitus/segments";
import { definitionsOf, type RuleReader, type ScoreRecord } from "./score-store.ts";
import type { SegmentRecord } from "./segment-store.ts";

/** What is made of a segment, and would no longer find it. */
export type SegmentUser = {
  readonly kind: "segment" | "score" | RuleReader["kind"];
  readonly key: string;
  readonly name: string;
};

export type SegmentReaders = {
  readonly segments: readonly Pick<SegmentRecord, "key" | "name" | "definition">[];
  readonly scores: readonly ScoreRecord[];
  readonly ratings: readonly RuleReader[];
};

/** By key of a segment, all that reads it; nothing for those that nobody reads. None of these lets it be deleted. */
export function usersBySegment(readers: SegmentReaders): ReadonlyMap<string, readonly SegmentUser[]> {
  const users = new Map<string, SegmentUser[]>();
  const note = (
    kind: SegmentUser["kind"],
    { key, name }: RuleReader | ScoreRecord | SegmentReaders["segments"][number],
    definitions: readonly Definition[],
  ): void => {
    for (const read of new Set(definitions.flatMap((each) => [...readBy(each)]))) {
      const known = users.get(read) ?? [];
      users.set(read, known);
      known.push({ kind, key, name });
    }
  };
  for (const segment of readers.segments) note("segment", segment, [segment.definition]);
  for (const score of readers.scores) note("score", score, definitionsOf(score));
  for (const rating of readers.ratings) note(rating.kind, rating, rating.definitions);
  return users;
}

const READ = new WeakMap<Definition, readonly string[]>();

/** Looked for once: a record of a segment stays the same until it is edited, and each edit asks for the users of all. */
function readBy(definition: Definition): readonly string[] {
  const known = READ.get(definition);
  if (known !== undefined) return known;
  const read = segmentsReadBy(definition);
  READ.set(definition, read);
  return read;
}
