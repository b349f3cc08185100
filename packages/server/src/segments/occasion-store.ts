import { type Actor, LIMITS } from "@habitus/contract";
import { HabitusError, type Instant } from "@habitus/kernel";
import {
  findOccasion,
  type OccasionDays,
  occasionKeyOf,
  occasionsIn,
  type OwnOccasions,
} from "@habitus/segments";
import type { Audit } from "../platform/audit.ts";
import { createDocuments, type DocumentRecord, type Documents } from "../platform/documents.ts";
import type { Kv, Table } from "../platform/kv.ts";
import type { Serially } from "../platform/serially.ts";
import { definitionsOf, type RuleReader, type ScoreRecord } from "./score-store.ts";
import type { SegmentRecord } from "./segment-store.ts";

/** Named days of the workspace's own. */
export type OccasionContent = { readonly name: string; readonly days: readonly OccasionDays[] };

export type OccasionRecord = DocumentRecord<OccasionContent>;

/** Key: occasion key. */
const OCCASIONS: Table<OccasionRecord> = { name: "occasions", version: 1 };

export type OccasionStore = Documents<OccasionContent> & {
  /** @throws HabitusError `conflict`, `in_use` for another name of one that is asked for, `already_exists`, `too_many`. */
  set(key: string, content: OccasionContent, rev: number, by: Actor): Promise<OccasionRecord>;
  /** @throws HabitusError `not_found`, `in_use`. */
  remove(key: string, by: Actor): Promise<void>;
};

export type OccasionStoreDeps = {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  /** The line in which edits of segments stand too. */
  readonly serially: Serially;
  readonly segments: () => readonly SegmentRecord[];
  readonly scores: () => readonly ScoreRecord[];
  readonly ratings: () => readonly RuleReader[];
};

export function createOccasionStore(deps: OccasionStoreDeps): OccasionStore {
  const { kv, audit, now, serially, segments, scores, ratings } = deps;
  const documents = createDocuments<OccasionContent>({
    kv,
    audit,
    now,
    table: OCCASIONS,
    kind: "occasion",
    target: "occasion",
    called: "occasion",
    contentOf: ({ name, days }) => ({ name, days }),
  });
  // Every plan asks for all of them, and nobody else writes them.
  let all = documents.list();
  const refuseUsed = (name: string): void => {
    // What is asked for then is the shipped one.
    if (findOccasion(name, {}) !== null) return;
    const readers = readersOf(name, segments(), scores(), ratings());
    if (readers.length === 0) return;
    throw new HabitusError("in_use", `This occasion is asked for by ${readers.join(", ")}.`, {
      fix: "Take it out of their definitions first.",
      details: { usedBy: readers },
    });
  };
  return {
    ...documents,
    list: () => all,
    set: (key, content, rev, by) =>
      serially(async () => {
        if (rev === 0 && all.length >= LIMITS.occasions) throw tooMany();
        const name = occasionKeyOf(content.name);
        const other = all.find((each) => each.key !== key && occasionKeyOf(each.name) === name);
        if (other !== undefined) throw nameTaken(content.name, other.key);
        const before = documents.get(key);
        if (before !== null && occasionKeyOf(before.name) !== name) refuseUsed(before.name);
        const record = await documents.set(key, content, rev, by);
        all = documents.list();
        return record;
      }),
    remove: (key, by) =>
      serially(async () => {
        const before = documents.get(key);
        if (before !== null) refuseUsed(before.name);
        await documents.remove(key, by);
        all = documents.list();
      }),
  };
}

/** Occasions as definitions may name them. */
export function ownOccasions(records: readonly OccasionRecord[]): OwnOccasions {
  return Object.fromEntries(records.map(({ name, days }) => [name, days] as const));
}

/** Keys of the segments, scores and ratings that name an occasion. */
function readersOf(
  occasion: string,
  segments: readonly SegmentRecord[],
  scores: readonly ScoreRecord[],
  ratings: readonly RuleReader[],
): readonly string[] {
  const key = occasionKeyOf(occasion);
  const reading = [
    ...segments.map((segment) => ({ key: segment.key, definitions: [segment.definition] })),
    ...scores.map((score) => ({ key: score.key, definitions: definitionsOf(score) })),
    ...ratings,
  ];
  return reading
    .filter(({ definitions }) => definitions.flatMap(occasionsIn).some((name) => occasionKeyOf(name) === key))
    .map((each) => each.key);
}

function nameTaken(name: string, key: string): HabitusError {
  return new HabitusError("already_exists", `Another occasion is called "${name}" already: ${key}.`, {
    fix: "Add the days to that one, or give this one another name.",
    details: { key },
  });
}

function tooMany(): HabitusError {
  return new HabitusError(
    "too_many",
    `There are at most ${LIMITS.occasions} occasions of the workspace's own.`,
    {
      fix: "Delete one that nothing asks for any more.",
      details: { limit: LIMITS.occasions },
    },
  );
}
