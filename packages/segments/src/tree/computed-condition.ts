import type { DateOp, Literal, NumberLiteral, OrderOp, TextOp, ValueComparison } from "./definition.ts";

/**
 * 'computed "ltv" >= 500': a computed trait of the workspace, by its key, compared. It is what the trait's left side says with this
 * behind it, so it is live and asks for consent as that does.
 */
export type ComputedCondition = {
  readonly kind: "computed";
  readonly computed: string;
  readonly op: OrderOp | "=";
  readonly value: NumberLiteral;
};

/** 'computed "favourite category" is "shoes"', 'computed "orders" between 3 and 5': likewise, by more than an order. */
export type ComputedValueCondition = {
  readonly kind: "computed value";
  readonly computed: string;
  readonly test: ComputedTest;
};

/** A number is compared as a `ComputedCondition`. */
export type ComputedTest =
  | Extract<ValueComparison, { readonly op: "exists" | "in" | TextOp | "matches" | "between" | DateOp }>
  | { readonly op: "is"; readonly value: Exclude<Literal, NumberLiteral>; readonly ignoreCase?: true };
