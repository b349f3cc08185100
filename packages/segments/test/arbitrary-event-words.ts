import fc from "fast-check";
import type { Condition, PropertyCondition } from "../src/index.ts";
import { EVENT_WORDS } from "../src/text/event-words.ts";
import { MACHINE } from "../src/vocabulary/standard-events.ts";

/**
 * Conditions on the events that sentences have words of their own for, with tests that are those the words stand for, nearly those, in
 * another order, and others beside them.
 */
export function conditionsInWords(
  texts: fc.Arbitrary<string>,
  others: fc.Arbitrary<PropertyCondition>,
): fc.Arbitrary<Condition> {
  const choice = choices(texts, others);
  const did = fc.tuple(choice, fc.boolean()).map(
    ([event, isCounted]): Condition => ({
      kind: "did",
      ...event,
      ...(isCounted
        ? { count: { op: "at most", n: 2 }, window: { kind: "last", amount: 30, unit: "day" } }
        : {}),
    }),
  );
  const ratio = fc.tuple(choice, choice).map(
    ([part, whole]): Condition => ({
      kind: "ratio",
      part,
      whole,
      op: ">=",
      value: { kind: "percent", value: "30" },
    }),
  );
  const chain = fc
    .tuple(choice, choice, choice)
    .map(
      ([first, event, without]): Condition => ({ kind: "sequence", first, following: [{ event, without }] }),
    );
  const last = fc
    .tuple(choice, others)
    .map(([event, has]): Condition => ({ kind: "last event", ...event, has }));
  const not = did.map((of): Condition => ({ kind: "not", of }));
  return fc.oneof(did, not, ratio, chain, last);
}

function choices(texts: fc.Arbitrary<string>, others: fc.Arbitrary<PropertyCondition>) {
  const is = (key: string, value: boolean): PropertyCondition => ({
    kind: "not",
    of: { kind: "property", path: [key], test: { op: "is", value: { kind: "boolean", value } } },
  });
  return fc
    .tuple(
      fc.constantFrom(...EVENT_WORDS),
      fc.option(fc.tuple(texts, fc.constantFrom({}, { ignoreCase: true as const })), { nil: null }),
      fc.constantFrom(...([MACHINE, MACHINE, MACHINE, "other", null] as const)),
      fc.array(others, { maxLength: 2 }),
      fc.integer({ min: 0, max: 9 }),
    )
    .map(([words, text, key, more, turn]) => {
      const rows: readonly PropertyCondition[] = [
        ...(text === null ? [] : [named(words.name, ...text)]),
        ...(key === null ? [] : [is(key, turn !== 0)]),
        ...more,
      ];
      const turned = turn === 1 ? rows.toReversed() : rows;
      const [only] = turned;
      if (only === undefined) return { event: words.event };
      return { event: words.event, where: turned.length === 1 ? only : { kind: "and" as const, of: turned } };
    });
}

function named(key: string, value: string, how: { readonly ignoreCase?: true }): PropertyCondition {
  return { kind: "property", path: [key], test: { op: "is", value: { kind: "text", value }, ...how } };
}
