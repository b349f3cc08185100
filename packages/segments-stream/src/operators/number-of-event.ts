import type { Decimal } from "@habitus/kernel";
import type { AggregateLeaf, HistoryEvent } from "@habitus/segments";
import { holds } from "../value/compare.ts";
import { asNumber, valueAt } from "../value/json-value.ts";
import { decimalOfPlan } from "../value/value-test.ts";

/** Reads the number an aggregate is made of; null for an event that the aggregate passes over. */
export function numberReader(leaf: AggregateLeaf): (event: HistoryEvent) => Decimal | null {
  const { path } = leaf;
  return (event) => {
    const value = valueAt(event.properties, path);
    return value === undefined ? null : asNumber(value);
  };
}

export type TotalLeaf = AggregateLeaf & { readonly of: "sum" | "avg" };
export type ExtremeLeaf = AggregateLeaf & { readonly of: "min" | "max" };

export type MedianLeaf = AggregateLeaf & { readonly of: "median" };
export type OutermostLeaf = AggregateLeaf & { readonly of: "first" | "last" };
export type DistinctLeaf = AggregateLeaf & { readonly of: "distinct" };

/** Does the comparison hold for these numbers? The sum of nothing is 0, an average of nothing is absent. */
export function totalCheck(leaf: TotalLeaf): (sum: Decimal, count: number) => boolean {
  const bound = decimalOfPlan(leaf.value);
  const { of, op } = leaf;
  return of === "sum"
    ? (sum) => holds(sum, op, bound)
    : (sum, count) => count > 0 && holds(sum, op, bound * BigInt(count));
}

/** Does the comparison hold for the smallest or largest number? Of nothing it does not. */
export function extremeCheck(leaf: ExtremeLeaf): (best: Decimal | null) => boolean {
  const bound = decimalOfPlan(leaf.value);
  return (best) => best !== null && holds(best, leaf.op, bound);
}

/** Is `one` at least as extreme as `other`? */
export function extremeOrder(leaf: ExtremeLeaf): (one: Decimal, other: Decimal) => boolean {
  return leaf.of === "max" ? (one, other) => one >= other : (one, other) => one <= other;
}
