import type { ComputedCondition, ComputedTest } from "../tree/computed-condition.ts";
import type { Condition, NumberLiteral, OrderOp } from "../tree/definition.ts";

/** One of its values compared. */
export type ComparedMeasure =
  /** `known` is true of who has that value. */
  | { readonly kind: "ok"; readonly condition: Condition; readonly known: Condition }
  | { readonly kind: "refused"; readonly reason: string };

export type Comparison = Pick<ComputedCondition, "op" | "value">;

/** Both as a test of one value. */
export type ValueTested =
  | ComputedTest
  | { readonly op: "is"; readonly value: NumberLiteral }
  | { readonly op: OrderOp; readonly value: NumberLiteral };

export const EVERYONE: Condition = { kind: "everyone" };

export const NOBODY: Condition = { kind: "not", of: EVERYONE };

export function refused(reason: string): ComparedMeasure & { readonly kind: "refused" } {
  return { kind: "refused", reason };
}

export function both(one: Condition, other: Condition): Condition {
  return { kind: "and", of: [one, other] };
}

export function joined(
  kind: "and" | "or",
  all: readonly ComparedMeasure[],
  known: Condition,
): ComparedMeasure {
  const fault = all.find((one) => one.kind === "refused");
  if (fault !== undefined) return fault;
  const of = all.flatMap((one) => (one.kind === "ok" ? one.condition : []));
  const [only] = of;
  return { kind: "ok", condition: only !== undefined && of.length === 1 ? only : { kind, of }, known };
}
