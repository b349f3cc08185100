import type { Instant } from "@habitus/kernel";
import { all, binary, call, type Expression, integer } from "../tree/expression.ts";

/**
 * What is left of the events that meet a condition, each being halved with every half-life since. Every event's part is cut behind
 * the ninth digit, so that the sum does not hang on the order in which the engine adds.
 */
export function decayedFact(
  { halfLifeMs, until }: { readonly halfLifeMs: number; readonly until: Instant },
  time: Expression,
  condition: Expression,
): Expression {
  // The engine works the part out of rows that do not count, too.
  const since = call("least", binary("-", time, integer(until)), integer(0));
  const left = call("exp2", call("divide", since, integer(halfLifeMs)));
  const isBefore = binary("<=", time, integer(until));
  return call("sumIf", call("toDecimal128", left, integer(9)), all([isBefore, condition]));
}
