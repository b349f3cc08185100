import { type Actor, type DefinitionProblem, LIMITS } from "@habitus/contract";
import { HabitusError, type Instant, type JsonValue } from "@habitus/kernel";
import {
  checkSegmentNames,
  computedReadBy,
  type ComputedPerson,
  compute,
  type Definition,
  type KnownSegments,
  parseComputed,
  type PlanContext,
  planComputed,
  printComputed,
} from "@habitus/segments";
import type { Audit } from "../platform/audit.ts";
import { createDocuments, type DocumentRecord, type Documents } from "../platform/documents.ts";
import type { Kv, Table } from "../platform/kv.ts";
import type { Serially } from "../platform/serially.ts";
import { fromText, refusal } from "./language.ts";
import { definitionsOf, type RuleReader, type ScoreRecord } from "./score-store.ts";
import type { SegmentRecord } from "./segment-store.ts";

/** A value of every person that is made of what is known of them whenever it is asked for. */
export type ComputedTraitContent = {
  readonly name: string;
  /** In the language of computed traits, as it is printed. */
  readonly definition: string;
};

export type ComputedTraitRecord = DocumentRecord<ComputedTraitContent>;

/** Key: computed trait key. */
const COMPUTED_TRAITS: Table<ComputedTraitRecord> = { name: "computed_traits", version: 1 };

export type ReadComputed =
  | { readonly kind: "ok"; readonly definition: string }
  | { readonly kind: "refused"; readonly problems: readonly DefinitionProblem[] };

export type ComputedTraits = Documents<ComputedTraitContent> & {
  /** @throws HabitusError `conflict`, `definition_refused`, `too_many`, `in_use` when it could no more be compared as it is. */
  set(key: string, content: ComputedTraitContent, rev: number, by: Actor): Promise<ComputedTraitRecord>;
  /** @throws HabitusError `not_found`, `in_use`. */
  remove(key: string, by: Actor): Promise<void>;
  /** As definitions may name them. */
  meanings(): PlanContext["computed"];
  /** The text as it is printed, or what is wrong with it. */
  read(definition: string): ReadComputed;
  /** What a text that was read comes to for somebody. */
  value(definition: string, context: PlanContext, of: ComputedPerson, now: Instant): JsonValue;
};

export type ComputedTraitsDeps = {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  /** The line in which edits of segments and scores stand too. */
  readonly serially: Serially;
  readonly segments: () => readonly SegmentRecord[];
  readonly scores: () => readonly ScoreRecord[];
  readonly ratings: () => readonly RuleReader[];
};

export function createComputedTraits(deps: ComputedTraitsDeps): ComputedTraits {
  const { kv, audit, now, serially } = deps;
  const documents = createDocuments<ComputedTraitContent>({
    kv,
    audit,
    now,
    table: COMPUTED_TRAITS,
    kind: "computed_trait",
    target: "computed-trait",
    called: "computed trait",
    contentOf: ({ name, definition }) => ({ name, definition }),
  });
  // Every plan asks for all of them, and nobody else writes them.
  let all = documents.list();
  let meanings = meaningsOf(all);
  const reread = (): void => {
    all = documents.list();
    meanings = meaningsOf(all);
  };
  return {
    ...documents,
    list: () => all,
    meanings: () => meanings,
    read,
    set: (key, { name, definition }, rev, by) =>
      serially(async () => {
        const found = read(definition);
        if (found.kind === "refused") throw refusal(found.problems);
        if (rev === 0 && all.length >= LIMITS.computedTraits) throw tooMany();
        const content = { name, definition: found.definition };
        refuseNoLongerCompared(key, { ...meanings, ...meaningsOf([{ key, ...content }]) }, deps);
        const record = await documents.set(key, content, rev, by);
        reread();
        return record;
      }),
    remove: (key, by) =>
      serially(async () => {
        const readers = documents.get(key) === null ? [] : comparing(key, deps);
        if (readers.length > 0) {
          throw inUse(readers, `This computed trait is compared by ${keysOf(readers)}.`);
        }
        await documents.remove(key, by);
        reread();
      }),
    value(definition, context, of, at) {
      const parsed = parseComputed(definition);
      return parsed.kind === "refused" ? null : compute(planComputed(parsed.definition, context), of, at);
    },
  };
}

function meaningsOf(
  all: readonly (Pick<ComputedTraitRecord, "key"> & ComputedTraitContent)[],
): PlanContext["computed"] {
  return Object.fromEntries(
    all.flatMap(({ key, definition }) => {
      const parsed = parseComputed(definition);
      return parsed.kind === "refused" ? [] : [[key, parsed.definition] as const];
    }),
  );
}

type Reading = Omit<RuleReader, "kind">;

/** What compares a computed trait, by itself. */
function comparing(
  key: string,
  { segments, scores, ratings }: Pick<ComputedTraitsDeps, "segments" | "scores" | "ratings">,
): readonly Reading[] {
  const all: readonly Reading[] = [
    ...segments().map((each) => ({ key: each.key, name: each.name, definitions: [each.definition] })),
    ...scores().map((each) => ({ key: each.key, name: each.name, definitions: definitionsOf(each) })),
    ...ratings(),
  ];
  return all.filter(({ definitions }) => definitions.some((each) => computedReadBy(each).includes(key)));
}

/** What compares it must be able to go on with what it becomes. */
function refuseNoLongerCompared(
  key: string,
  computed: PlanContext["computed"],
  deps: Pick<ComputedTraitsDeps, "segments" | "scores" | "ratings">,
): void {
  const known: KnownSegments = { self: null, segments: {}, scores: {}, computed };
  const faults = (definition: Definition) =>
    checkSegmentNames(definition, known).filter(({ code }) => code === "computed_not_compared");
  const broken = comparing(key, deps).flatMap((reader) => {
    const [fault] = reader.definitions.flatMap(faults);
    return fault === undefined ? [] : [{ reader, message: fault.message }];
  });
  const [first] = broken;
  if (first === undefined) return;
  const readers = broken.map(({ reader }) => reader);
  throw inUse(readers, `This computed trait is compared by ${keysOf(readers)}: so made, ${first.message}.`);
}

function inUse(readers: readonly Reading[], message: string): HabitusError {
  return new HabitusError("in_use", message, {
    fix: "Take it out of their definitions first.",
    details: { usedBy: readers.map(({ key }) => key) },
  });
}

function keysOf(readers: readonly Reading[]): string {
  return readers.map(({ key }) => key).join(", ");
}

function tooMany(): HabitusError {
  return new HabitusError("too_many", `There are at most ${LIMITS.computedTraits} computed traits.`, {
    fix: "Delete one that nobody looks at any more.",
    details: { limit: LIMITS.computedTraits },
  });
}

function read(text: string): ReadComputed {
  const parsed = parseComputed(text);
  return parsed.kind === "ok"
    ? { kind: "ok", definition: printComputed(parsed.definition) }
    : { kind: "refused", problems: parsed.problems.map(fromText) };
}
