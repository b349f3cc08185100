import { unreachable } from "@habitus/kernel";
import type { Expression } from "./expression.ts";

/** Names of the columns an expression reads, a lambda's own parameters left out. */
export function columnNames(expression: Expression): ReadonlySet<string> {
  if (expression.kind === "column") return new Set([expression.name]);
  const names = new Set(childrenOf(expression).flatMap((child) => [...columnNames(child)]));
  if (expression.kind === "lambda") for (const parameter of expression.parameters) names.delete(parameter);
  return names;
}

function childrenOf(expression: Exclude<Expression, { readonly kind: "column" }>): readonly Expression[] {
  switch (expression.kind) {
    case "bound":
    case "integer":
    case "text":
    case "null":
      return [];
    case "call":
    case "apply":
      return expression.args;
    case "binary":
      return [expression.left, expression.right];
    case "all":
    case "any":
      return expression.of;
    case "not":
      return [expression.of];
    case "in":
      return [expression.left, ...expression.list];
    case "lambda":
      return [expression.body];
    default:
      return unreachable(expression);
  }
}
