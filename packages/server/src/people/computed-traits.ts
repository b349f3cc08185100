import { type DefinitionProblem, LIMITS } from "@habitus/contract";
import { HabitusError, type Instant, type JsonValue } from "@habitus/kernel";
import {
  type ComputedPerson,
  compute,
  parseComputed,
  type PlanContext,
  planComputed,
  printComputed,
} from "@habitus/segments";
import type { Audit } from "../platform/audit.ts";
import { createDocuments, type DocumentRecord, type Documents } from "../platform/documents.ts";
import type { Kv, Table } from "../platform/kv.ts";
import { fromText, refusal } from "../segments/language.ts";

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
  /** The text as it is printed, or what is wrong with it. */
  read(definition: string): ReadComputed;
  /** What a text that was read comes to for somebody. */
  value(definition: string, of: ComputedPerson, now: Instant): JsonValue;
};

export function createComputedTraits(deps: {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  readonly context: () => PlanContext;
}): ComputedTraits {
  const { kv, audit, now, context } = deps;
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
  return {
    ...documents,
    read,
    async set(key, { name, definition }, rev, by) {
      const found = read(definition);
      if (found.kind === "refused") throw refusal(found.problems);
      if (rev === 0 && documents.list().length >= LIMITS.computedTraits) {
        throw new HabitusError("too_many", `There are at most ${LIMITS.computedTraits} computed traits.`, {
          fix: "Delete one that nobody looks at any more.",
          details: { limit: LIMITS.computedTraits },
        });
      }
      return documents.set(key, { name, definition: found.definition }, rev, by);
    },
    value(definition, of, at) {
      const parsed = parseComputed(definition);
      return parsed.kind === "refused" ? null : compute(planComputed(parsed.definition, context()), of, at);
    },
  };
}

function read(text: string): ReadComputed {
  const parsed = parseComputed(text);
  return parsed.kind === "ok"
    ? { kind: "ok", definition: printComputed(parsed.definition) }
    : { kind: "refused", problems: parsed.problems.map(fromText) };
}
