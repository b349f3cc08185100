import type { SyntaxNode } from "@lezer/common";
import { must, unreachable } from "@habitus/kernel";
import type { ComputedCondition, ComputedValueCondition } from "../tree/computed-condition.ts";
import type { Condition, ValueComparison } from "../tree/definition.ts";
import { isNumber } from "../tree/is-number.ts";
import { readComparison, readKeys } from "./read-comparison.ts";
import { placed, type Reader, refuse, textOf } from "./reader.ts";

/** "computed "orders" >= 3", "computed "top category" is "shoes"". */
export function readComputed(reader: Reader, node: SyntaxNode): Condition | null {
  const [name] = readKeys(reader, node) ?? [];
  const read = readComparison(reader, must(node.lastChild, "the grammar gives a comparison"));
  if (name === undefined || read === null) return null;
  const compared = comparedTo(name, read.test);
  if (compared === null) {
    refuse(reader, node, {
      code: "not_of_computed",
      message: `A computed trait has no window of its own: \`${textOf(reader, node)}\` may be said of a trait, or with \`did\``,
    });
    return null;
  }
  const condition = placed<Condition>(reader, node, compared);
  return read.negated ? placed<Condition>(reader, node, { kind: "not", of: condition }) : condition;
}

/** Null of a test that only a trait has. */
function comparedTo(
  computed: string,
  test: ValueComparison,
): ComputedCondition | ComputedValueCondition | null {
  switch (test.op) {
    case "<":
    case "<=":
    case ">":
    case ">=":
      return { kind: "computed", computed, op: test.op, value: test.value };
    case "is": {
      const { value, ...rest } = test;
      return isNumber(value)
        ? { kind: "computed", computed, op: "=", value }
        : { kind: "computed value", computed, test: { ...rest, value } };
    }
    case "exists":
    case "in":
    case "contains":
    case "starts with":
    case "ends with":
    case "matches":
    case "between":
    case "before":
    case "after":
    case "on or before":
    case "on or after":
      return { kind: "computed value", computed, test };
    case "when":
    case "anniversary":
    case "near":
    case "from event":
    case "includes":
    case "items":
    case "held":
    case "changed":
      return null;
    default:
      return unreachable(test);
  }
}
