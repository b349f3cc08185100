import { decimalFromText, must, unreachable } from "@habitus/kernel";
import type { PlanNode } from "../plan/plan.ts";
import type { NumberLiteral, OrderOp } from "../tree/definition.ts";
import { negation, row, type Weighed, weighedSum } from "./nodes.ts";
import { decimalTextOf } from "./tests-of.ts";

/** An element of a score, planned. */
export type PlannedElement = { readonly when: PlanNode; readonly value: NumberLiteral };

/** Compares the sum of the values of the elements that hold; nothing comes to 0. Exact: in billionths, as all decimals. */
export function scoreNode(
  elements: readonly PlannedElement[],
  op: OrderOp | "=",
  value: NumberLiteral,
): PlanNode {
  const parts = elements.map((element): Weighed => ({ weight: exact(element.value), of: element.when }));
  const wanted = exact(value);
  const atLeast = weighedSum(wanted, parts);
  const above = weighedSum(wanted + 1n, parts);
  switch (op) {
    case ">=":
      return atLeast;
    case ">":
      return above;
    case "<":
      return negation(atLeast);
    case "<=":
      return negation(above);
    case "=":
      return row("and", [atLeast, negation(above)]);
    default:
      return unreachable(op);
  }
}

function exact(literal: NumberLiteral): bigint {
  return must(decimalFromText(decimalTextOf(literal)), "canonical decimal text");
}
