import { atPlaces } from "@habitus/events";
import { must } from "@habitus/kernel";
import { type CleanedValue, type CleaningRule, compileCleaning } from "./cleaning.ts";

export type CleaningExample = {
  readonly before: string;
  /** Null where the field goes. */
  readonly after: string | null;
  readonly unread: boolean;
  readonly count: number;
};

export type FieldPreview = {
  readonly field: string;
  /** How many there are: of a place inside of a list one for each item. */
  readonly values: number;
  readonly changed: number;
  readonly dropped: number;
  readonly unread: number;
  /** The most frequent first. */
  readonly examples: readonly CleaningExample[];
};

export type CleaningPreview = { readonly looked: number; readonly fields: readonly FieldPreview[] };

const EXAMPLES = 10;

/** What rules make of past events, field by field in the order of the rules. */
export function previewCleaning(rules: readonly CleaningRule[], objects: readonly string[]): CleaningPreview {
  const fields = [...new Set(rules.map(({ field }) => field))];
  const found = new Map(fields.map((field) => [field, { values: 0, cleaned: [] as CleanedValue[] }]));
  const clean = compileCleaning(rules);
  const look = atPlaces(fields);
  for (const object of objects) {
    look(object, (field) => {
      must(found.get(field), "a field of the rules").values++;
      return undefined;
    });
    clean(object, (value) => found.get(value.field)?.cleaned.push(value));
  }
  return {
    looked: objects.length,
    fields: [...found].map(([field, { values, cleaned }]) => fieldPreview(field, values, cleaned)),
  };
}

function fieldPreview(field: string, values: number, cleaned: readonly CleanedValue[]): FieldPreview {
  const counts = new Map<string, CleaningExample>();
  for (const { before, after, unread } of cleaned) {
    const count = (counts.get(before)?.count ?? 0) + 1;
    counts.set(before, { before, after, unread, count });
  }
  const countOf = (test: (value: CleanedValue) => boolean): number => cleaned.filter(test).length;
  return {
    field,
    values,
    changed: countOf(({ before, after }) => after !== null && after !== before),
    dropped: countOf(({ after }) => after === null),
    unread: countOf(({ unread }) => unread),
    examples: [...counts.values()].toSorted((a, b) => b.count - a.count).slice(0, EXAMPLES),
  };
}
