import {
  type Decimal,
  decimalFromText,
  type Instant,
  type JsonValue,
  must,
  unreachable,
} from "@habitus/kernel";
import type { History, HistoryEvent } from "../history.ts";
import type {
  AggregateLeaf,
  EventMatch,
  Filter,
  Leaf,
  NumberOp,
  Plan,
  PlanNode,
  TextTest,
  ValueTest,
} from "../plan/plan.ts";
import { asNumber, asText, asTime, lowerCase, valueAt } from "./values.ts";
import { spanAt } from "./window.ts";

/**
 * The meaning: whether a plan is true of a person's history at an instant. Slow and plain on purpose; the other evaluators
 * are fast and must agree with it.
 */
export function evaluateReference(plan: Plan, history: History, now: Instant): boolean {
  return nodeTruth(plan.root, (leaf) =>
    leafTruth(must(plan.leaves[leaf], "a node names a leaf"), history, now),
  );
}

function nodeTruth(node: PlanNode, truthOfLeaf: (leaf: number) => boolean): boolean {
  switch (node.kind) {
    case "always":
      return node.value;
    case "leaf":
      return truthOfLeaf(node.leaf);
    case "not":
      return !nodeTruth(node.of, truthOfLeaf);
    case "and":
      return node.of.every((of) => nodeTruth(of, truthOfLeaf));
    case "or":
      return node.of.some((of) => nodeTruth(of, truthOfLeaf));
    default:
      return unreachable(node);
  }
}

export function leafTruth(leaf: Leaf, history: History, now: Instant): boolean {
  switch (leaf.kind) {
    case "count":
      return matchingEvents(leaf.events, history, now).length >= leaf.atLeast;
    case "aggregate":
      return aggregateHolds(leaf, matchingEvents(leaf.events, history, now));
    case "trait":
      return passes(leaf.test, valueAt(traitsAt(history, now), leaf.path));
    default:
      return unreachable(leaf);
  }
}

/** The events a condition is about, in the order (time, id hash). */
export function matchingEvents(match: EventMatch, history: History, now: Instant): readonly HistoryEvent[] {
  const span = spanAt(match.window, now, valueAt(traitsAt(history, now), ["timezone"]));
  return history.events
    .filter((event) => event.name === match.name && event.time >= span.from && event.time < span.to)
    .filter((event) => meets(match.where, event))
    .sort(byTimeAndId);
}

/** The current value of every trait; one that was removed is null. */
export function traitsAt(history: History, now: Instant): Readonly<Record<string, JsonValue>> {
  const visible = history.traits.filter((change) => change.time <= now).sort(byTimeAndId);
  return Object.fromEntries(visible.map((change) => [change.name, change.value]));
}

type Ordered = { readonly time: Instant; readonly idHash: string };

function byTimeAndId(a: Ordered, b: Ordered): number {
  if (a.time !== b.time) return a.time - b.time;
  return a.idHash < b.idHash ? -1 : a.idHash > b.idHash ? 1 : 0;
}

/** Whether an event's properties meet a where clause. */
export function meets(filter: Filter, event: HistoryEvent): boolean {
  switch (filter.kind) {
    case "test":
      return passes(filter.test, valueAt(event.properties, filter.path));
    case "not":
      return !meets(filter.of, event);
    case "and":
      return filter.of.every((of) => meets(of, event));
    case "or":
      return filter.of.some((of) => meets(of, event));
    default:
      return unreachable(filter);
  }
}

/** Whether a value passes a test; nothing passes for an absent value (null). */
function passes(test: ValueTest, value: JsonValue): boolean {
  if (value === null) return false;
  switch (test.kind) {
    case "exists":
      return true;
    case "number":
      return compare(asNumber(value), test.op, decimalFromText(test.value));
    case "text":
      return textPasses(test, asText(value));
    case "boolean":
      return value === test.value;
    case "time":
      return compare(asTime(value), test.op, test.at);
    case "any":
      return test.of.some((of) => passes(of, value));
    default:
      return unreachable(test);
  }
}

function textPasses(test: TextTest, text: string | null): boolean {
  if (text === null) return false;
  const [held, wanted] = test.ignoreCase ? [lowerCase(text), lowerCase(test.value)] : [text, test.value];
  switch (test.op) {
    case "is":
      return held === wanted;
    case "contains":
      return held.includes(wanted);
    case "starts with":
      return held.startsWith(wanted);
    case "ends with":
      return held.endsWith(wanted);
    default:
      return unreachable(test.op);
  }
}

function compare<T extends number | bigint>(left: T | null, op: NumberOp, right: T | null): boolean {
  if (left === null || right === null) return false;
  switch (op) {
    case "=":
      return left === right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      return unreachable(op);
  }
}

function aggregateHolds(leaf: AggregateLeaf, events: readonly HistoryEvent[]): boolean {
  const values = aggregatedValues(leaf, events);
  const wanted = must(decimalFromText(leaf.value), "a plan's numbers are canonical");
  const sum = values.reduce((total, value) => total + value, 0n);
  switch (leaf.of) {
    case "sum":
      return compare(sum, leaf.op, wanted);
    case "avg":
      return values.length > 0 && compare(sum, leaf.op, wanted * BigInt(values.length));
    case "min":
      return compare(least(values), leaf.op, wanted);
    case "max":
      return compare(greatest(values), leaf.op, wanted);
    default:
      return unreachable(leaf.of);
  }
}

export function aggregatedValues(leaf: AggregateLeaf, events: readonly HistoryEvent[]): readonly Decimal[] {
  return events
    .map((event) => asNumber(valueAt(event.properties, leaf.path)))
    .filter((value) => value !== null);
}

function least(values: readonly Decimal[]): Decimal | null {
  return values.reduce<Decimal | null>((best, value) => (best === null || value < best ? value : best), null);
}

function greatest(values: readonly Decimal[]): Decimal | null {
  return values.reduce<Decimal | null>((best, value) => (best === null || value > best ? value : best), null);
}
