import { CURRENCY_PROPERTY, isMoneyName, OWN_CURRENCY_PROPERTY, sentAmount } from "@habitus/kernel";
import type { Keys } from "../check/problem.ts";
import type {
  AggregateKind,
  EventName,
  PropertyCondition,
  PropertyPath,
  RfmCondition,
  ValueComparison,
} from "../tree/definition.ts";

/** A part of a definition that puts amounts of several events together, or of one person beside those of others. */
export type SumOfMoney = {
  readonly event: EventName;
  readonly property: PropertyPath;
  /** Of the node that says so. */
  readonly keys: Keys;
  /** Where in it the property is written; null of an rfm that names none. */
  readonly at: Keys | null;
  /** What is done with the amounts: "sums". */
  readonly does: string;
  /** Whether its where clause leaves one currency alone. */
  readonly isPinned: boolean;
};

/** What an rfm weighs that names nothing. */
export const RFM_OF = { event: "purchase", property: ["revenue"] } as const;

const DOES: Readonly<Partial<Record<AggregateKind, string>>> = {
  sum: "sums",
  average: "averages",
  minimum: "compares",
  maximum: "compares",
  median: "orders",
};

/** Goes through a tree of any kind: a definition, a condition, a computed trait. */
export function sumsOfMoney(part: unknown, keys: Keys = []): readonly SumOfMoney[] {
  const found: SumOfMoney[] = [];
  lookAt(part, keys, false, found);
  return found;
}

type Node = Readonly<Record<string, unknown>>;

function lookAt(part: unknown, keys: Keys, isRanked: boolean, found: SumOfMoney[]): void {
  if (typeof part !== "object" || part === null) return;
  if (Array.isArray(part)) {
    for (const [index, each] of part.entries()) lookAt(each, [...keys, index], isRanked, found);
    return;
  }
  const node = part as Node;
  if (node["kind"] === "aggregate") noteAggregate(node, keys, isRanked, found);
  if (node["kind"] === "rfm") noteRfm(part as RfmCondition, keys, found);
  for (const [key, each] of Object.entries(node)) {
    const isMeasure = node["kind"] === "ranked" && key === "by";
    if (key !== "where" && key !== "items") lookAt(each, [...keys, key], isMeasure, found);
  }
}

function noteAggregate(node: Node, keys: Keys, isRanked: boolean, found: SumOfMoney[]): void {
  const { event, property, where, items } = node as {
    readonly event: EventName;
    readonly property: PropertyPath;
    readonly where?: PropertyCondition;
    readonly items?: PropertyCondition;
  };
  const of = node["of"] as AggregateKind;
  // One event alone mixes nothing, unless people are ranked by it.
  const does = DOES[of] ?? (isRanked && of !== "distinct count" ? "ranks" : null);
  if (does === null || !isMoney(property)) return;
  const isPinned = pins(where, property) || pins(items, property);
  found.push({ event, property, keys, at: [...keys, "property"], does, isPinned });
}

function noteRfm({ monetary, by }: RfmCondition, keys: Keys, found: SumOfMoney[]): void {
  if (monetary === undefined) return;
  const { event, property } = by ?? RFM_OF;
  if (!isMoney(property)) return;
  const isPinned = by !== undefined && (pins(by.where, property) || pins(by.items, property));
  found.push({
    event,
    property,
    keys,
    at: by === undefined ? null : [...keys, "by", "property"],
    does: "sums",
    isPinned,
  });
}

function isMoney(property: PropertyPath): boolean {
  return isMoneyName(property.at(-1) ?? "");
}

/** Whether amounts at a path are those in the workspace's currency. */
export function isOwnAmount(property: PropertyPath): boolean {
  return sentAmount(property.at(-1) ?? "") !== null;
}

function pins(where: PropertyCondition | undefined, property: PropertyPath): boolean {
  if (where === undefined) return false;
  if (where.kind === "and") return where.of.some((each) => pins(each, property));
  if (where.kind !== "property" || !isOne(where.test)) return false;
  const wanted = isOwnAmount(property) ? OWN_CURRENCY_PROPERTY : CURRENCY_PROPERTY;
  return where.path.at(-1) === wanted;
}

function isOne(test: ValueComparison): boolean {
  return test.op === "is" || (test.op === "in" && test.values.length === 1);
}
