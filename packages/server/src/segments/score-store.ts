import { type Actor, LIMITS } from "@habitus/contract";
import { HabitusError, type Instant } from "@habitus/kernel";
import {
  checkSegmentNames,
  type Definition,
  type PlanContext,
  printDefinition,
  type ScoreDefinition,
  type ScoreMeaning,
  scoresReadBy,
} from "@habitus/segments";
import type { Audit } from "../platform/audit.ts";
import { createDocuments, type DocumentRecord, type Documents } from "../platform/documents.ts";
import type { Kv, Table } from "../platform/kv.ts";
import type { Serially } from "../platform/serially.ts";
import { fromTree, refusal } from "./language.ts";
import { knownPurpose, meaningsOf } from "./segment-meanings.ts";
import type { SegmentRecord } from "./segment-store.ts";

/** A sum of values whose conditions hold, which definitions compare. */
export type ScoreContent = {
  readonly name: string;
  /** Absent of scores from before it was asked for, which are of behaviour. */
  readonly kind?: ScoreKind;
  readonly purpose: string | null;
  readonly definition: ScoreDefinition;
};

export type ScoreKind = "behaviour" | "lead";

export type ScoreRecord = DocumentRecord<ScoreContent>;

/** Key: score key. */
const SCORES: Table<ScoreRecord> = { name: "scores", version: 1 };

export type ScoreStore = Documents<ScoreContent> & {
  /** @throws HabitusError `conflict`, `definition_refused` for a ring, `too_many`. */
  set(key: string, content: ScoreContent, rev: number, by: Actor): Promise<ScoreRecord>;
  /** @throws HabitusError `not_found`, `in_use`. */
  remove(key: string, by: Actor): Promise<void>;
};

/** What reads segments, scores and occasions in rules of its own, such as a rating. */
export type RuleReader = {
  readonly kind: "rating" | "model";
  readonly key: string;
  readonly name: string;
  readonly definitions: readonly Definition[];
};

export type ScoreStoreDeps = {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  /** The line in which edits of segments stand too: two that are right by themselves must not make a ring together. */
  readonly serially: Serially;
  readonly segments: () => readonly SegmentRecord[];
  readonly computed: () => PlanContext["computed"];
  readonly ratings: () => readonly RuleReader[];
};

export function createScoreStore(deps: ScoreStoreDeps): ScoreStore {
  const { kv, audit, now, serially, segments, computed, ratings } = deps;
  const documents = createDocuments<ScoreContent>({
    kv,
    audit,
    now,
    table: SCORES,
    kind: "score",
    target: "score",
    called: "score",
    contentOf,
    summaryOf: ({ name, kind, purpose, definition }) => ({
      name,
      ...(kind === undefined ? {} : { kind }),
      purpose,
      elements: shownElements(definition),
    }),
  });
  // Every plan asks for all of them, and nobody else writes them.
  let all = documents.list();
  return {
    ...documents,
    list: () => all,
    set: (key, content, rev, by) =>
      serially(async () => {
        if (rev === 0 && all.length >= LIMITS.scores) throw tooMany();
        const scores = { ...scoreMeanings(all, {}), [key]: content };
        const known = { self: null, segments: meaningsOf(segments(), {}), scores, computed: computed() };
        const problems = checkSegmentNames(comparing(key), known);
        if (problems.length > 0) throw refusal(problems.map(fromTree));
        const record = await documents.set(key, content, rev, by);
        all = documents.list();
        return record;
      }),
    remove: (key, by) =>
      serially(async () => {
        const readers = documents.get(key) === null ? [] : readersOf(key, segments(), all, ratings());
        if (readers.length > 0) {
          throw new HabitusError("in_use", `This score is compared by ${readers.join(", ")}.`, {
            fix: "Take it out of their definitions first.",
            details: { usedBy: readers },
          });
        }
        await documents.remove(key, by);
        all = documents.list();
      }),
  };
}

function contentOf({ name, kind, purpose, definition }: ScoreContent): ScoreContent {
  return { name, ...(kind === undefined ? {} : { kind }), purpose, definition };
}

/** Scores as definitions may name them; a purpose that is none of the workspace asks nobody. */
export function scoreMeanings(
  records: readonly ScoreRecord[],
  purposes: PlanContext["purposes"],
): PlanContext["scores"] {
  return Object.fromEntries(
    records.map(({ key, name, kind, definition, purpose }): [string, ScoreMeaning] => {
      const isLead = kind === "lead";
      return [key, { name, definition, purpose: knownPurpose(purpose, purposes), isLead }];
    }),
  );
}

/** Each element as a sentence with its value. */
export function shownElements({ elements }: ScoreDefinition) {
  return elements.map(({ when, value }) => ({
    when: printDefinition({ version: 1, condition: when }),
    value: Number(value.value),
  }));
}

function readersOf(
  key: string,
  segments: readonly SegmentRecord[],
  scores: readonly ScoreRecord[],
  ratings: readonly RuleReader[],
): readonly string[] {
  const reads = (definition: Definition): boolean => scoresReadBy(definition).includes(key);
  return [
    ...segments.filter(({ definition }) => reads(definition)).map((each) => each.key),
    ...scores.filter((score) => definitionsOf(score).some(reads)).map((each) => each.key),
    ...ratings.filter(({ definitions }) => definitions.some(reads)).map((each) => each.key),
  ];
}

/** The conditions of its elements, each a definition of its own. */
export function definitionsOf({ definition }: ScoreContent): readonly Definition[] {
  return definition.elements.map(({ when }) => ({ version: 1, condition: when }));
}

/** A definition that leads to the score. */
function comparing(score: string): Definition {
  const value = { kind: "number", value: "0" } as const;
  return { version: 1, condition: { kind: "score", score, op: "=", value } };
}

function tooMany(): HabitusError {
  return new HabitusError("too_many", `There are at most ${LIMITS.scores} scores.`, {
    fix: "Delete one that nothing compares any more.",
    details: { limit: LIMITS.scores },
  });
}
