import type { Literal, NumberLiteral } from "./definition.ts";

export function isNumber(literal: Literal): literal is NumberLiteral {
  return literal.kind === "number" || literal.kind === "percent";
}
