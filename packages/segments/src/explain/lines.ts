import { pointer, type Keys } from "../check/problem.ts";
import { printDefinition } from "../text/print-definition.ts";
import type { Condition, Definition } from "../tree/definition.ts";

/** A part of a definition that stands between "and" and "or": what a reader sees as one line. */
export type ConditionLine = {
  /** JSON pointer into the definition. */
  readonly path: string;
  /** In words. */
  readonly text: string;
  /** The line alone. */
  readonly definition: Definition;
  /** The definition but for this line; null unless it is a row of "and" and this is one of it. */
  readonly without: Definition | null;
};

/** In the order they are written. */
export function conditionLines({ condition }: Definition): readonly ConditionLine[] {
  return linesBelow(condition, ["condition"]).map(({ keys, of }) => {
    const line: Definition = { version: 1, condition: of };
    return {
      path: pointer(keys),
      text: printDefinition(line),
      definition: line,
      without: keys.length === 3 ? withoutOne(condition, of) : null,
    };
  });
}

type Line = { readonly keys: Keys; readonly of: Condition };

function linesBelow(condition: Condition, keys: Keys): readonly Line[] {
  if (condition.kind !== "and" && condition.kind !== "or") return [{ keys, of: condition }];
  return condition.of.flatMap((of, index) => linesBelow(of, [...keys, "of", index]));
}

function withoutOne(row: Condition, line: Condition): Definition | null {
  if (row.kind !== "and") return null;
  const of = row.of.filter((each) => each !== line);
  const [first] = of;
  if (first === undefined) return null;
  return { version: 1, condition: of.length === 1 ? first : { kind: "and", of } };
}
