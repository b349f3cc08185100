import type { Decimal, JsonValue } from "@habitus/kernel";
import type { AggregateLeaf, HistoryEvent } from "@habitus/segments";
import { holds } from "../value/compare.ts";
import { asNumber, asText, type PresentValue, valueAt, valuesAt } from "../value/json-value.ts";
import { compileFilter } from "../value/filter.ts";
import { decimalOfPlan } from "../value/value-test.ts";

/** The numbers of an event that an aggregate is made of, in the order of the items they lie in. */
export function numbersReader(leaf: AggregateLeaf): (event: HistoryEvent) => readonly Decimal[] {
  return valuesReader(leaf, asNumber);
}

/** The text forms of an event's values. */
export function textsReader(leaf: AggregateLeaf): (event: HistoryEvent) => readonly string[] {
  return valuesReader(leaf, asText);
}

/** A path of one key leads through no list. */
function valuesReader<T>(
  { path, items }: AggregateLeaf,
  read: (value: PresentValue) => T | null,
): (event: HistoryEvent) => readonly T[] {
  const isCounted = items === undefined ? null : compileFilter(items);
  if (path.length > 1 || isCounted !== null) {
    return ({ properties, time }) => {
      const isOfItem = isCounted === null ? null : (item: JsonValue) => isCounted(item, time);
      return valuesAt(properties, path, isOfItem).flatMap((value): readonly T[] => {
        const own = read(value);
        return own === null ? [] : [own];
      });
    };
  }
  return ({ properties }) => {
    const value = valueAt(properties, path);
    const own = value === undefined ? null : read(value);
    return own === null ? [] : [own];
  };
}

/** An event's numbers as far as its total needs them: of a sum, one number for all. */
export function totalReader(leaf: TotalLeaf): (event: HistoryEvent) => readonly Decimal[] {
  const numbersOf = numbersReader(leaf);
  if (leaf.of === "avg") return numbersOf;
  return (event) => {
    const numbers = numbersOf(event);
    return numbers.length < 2 ? numbers : [numbers.reduce((sum, number) => sum + number, 0n)];
  };
}

/** The one of an event's numbers that can be the smallest, largest, first or last of all; null when it has none. */
export function numberReader(leaf: ExtremeLeaf | OutermostLeaf): (event: HistoryEvent) => Decimal | null {
  const numbersOf = numbersReader(leaf);
  const isNearer = NEARER[leaf.of];
  return (event) =>
    numbersOf(event).reduce<Decimal | null>(
      (held, number) => (held === null || isNearer(number, held) ? number : held),
      null,
    );
}

/** Whether a number takes the place of one that stands before it in its event. */
const NEARER: Readonly<
  Record<(ExtremeLeaf | OutermostLeaf)["of"], (one: Decimal, held: Decimal) => boolean>
> = {
  min: (one, held) => one < held,
  max: (one, held) => one > held,
  first: () => false,
  last: () => true,
};

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
