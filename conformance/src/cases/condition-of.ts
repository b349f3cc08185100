import type {
  CalendarUnit,
  Condition,
  CountOp,
  EventChoice,
  EventName,
  HeldTest,
  Literal,
  TraitWindow,
  ValueComparison,
  WindowChoice,
} from "@habitus/segments";
import type { Wanted } from "./case.ts";

/** The case asks for something that the language cannot say yet. */
export class NotSaid extends Error {
  override readonly name = "NotSaid";
}

type Test = { readonly path: string | readonly string[]; readonly op: string; readonly value?: unknown };

/** The condition of a case in the language. @throws NotSaid naming what the language lacks. */
export function conditionOf(wanted: Wanted): Condition {
  switch (wanted.type) {
    case "everyone":
      return { kind: "everyone" };
    case "not":
      return { kind: "not", of: conditionOf(wanted["of"] as Wanted) };
    case "all":
    case "any":
      return row(wanted.type === "all" ? "and" : "or", (wanted["of"] as readonly Wanted[]).map(conditionOf));
    case "segment":
      return { kind: "segment", segment: wanted["segment"] as string };
    case "static_list":
      return { kind: "list", list: wanted["list"] as string };
    case "subscribed":
      return { kind: "subscribed", group: wanted["group"] as string };
    case "trait":
      return traitCondition(wanted);
    case "object_in_list":
      return objectInList(wanted);
    case "trait_held":
      return traitHeld(wanted);
    case "event_count":
      return counted(wanted, windowOf(wanted["window"]));
    case "first_event":
      return { ...eventsOf(wanted), kind: "did", first: true, window: last(wanted["within_seconds"]) };
    case "last_event": {
      const has = (wanted["has"] as readonly Test[]).map((test) => tested("property", test));
      return { ...eventsOf(wanted), kind: "last event", has: row("and", has) };
    }
    case "regular":
      return regular(wanted);
    case "stopped":
      return {
        ...eventsOf(wanted),
        kind: "stopped",
        quiet: seconds(wanted["silent_seconds"]),
        window: last(wanted["active_since_seconds"]),
      };
    case "restarted":
      return restarted(wanted);
    case "sequence":
      return {
        kind: "sequence",
        first: eventsOf(wanted["first"] as Wanted),
        following: [{ event: eventsOf(wanted["then"] as Wanted), within: seconds(wanted["within_seconds"]) }],
        window: last(wanted["lookback_seconds"]),
      };
    default:
      throw new NotSaid(wanted.type);
  }
}

function row<T>(
  kind: "and" | "or",
  of: readonly T[],
): T | { readonly kind: "and" | "or"; readonly of: readonly T[] } {
  const [only] = of;
  return only !== undefined && of.length === 1 ? only : { kind, of };
}

function seconds(amount: unknown): { readonly amount: number; readonly unit: "second" } {
  return { amount: Number(amount), unit: "second" };
}

function last(amount: unknown): WindowChoice {
  return { kind: "last", ...seconds(amount) };
}

function windowOf(window: unknown): WindowChoice {
  const { last_seconds, from, to } = (window ?? {}) as Readonly<Record<string, string | undefined>>;
  if (last_seconds !== undefined) return last(last_seconds);
  if (from !== undefined && to !== undefined) return { kind: "range", from, to };
  if (from !== undefined) return { kind: "since", from };
  return to === undefined ? { kind: "ever" } : { kind: "before", to };
}

/** The events a case names, and what is asked of them. */
export function eventsOf(wanted: Readonly<Record<string, unknown>>): EventChoice {
  const { where } = wanted;
  const event = eventName(wanted["event"] as string | { readonly prefix: string });
  const tests = ((where ?? []) as readonly Test[]).map((test) => tested("property", test));
  return tests.length === 0 ? { event } : { event, where: row("and", tests) };
}

function eventName(event: string | { readonly prefix: string }): EventName {
  return typeof event === "string" ? event : { startsWith: event.prefix };
}

const COUNT_OPS: Readonly<Record<string, CountOp>> = {
  eq: "exactly",
  gte: "at least",
  gt: "more than",
  lte: "at most",
  lt: "less than",
};

function counted(wanted: Wanted, window: WindowChoice): Condition {
  const op = COUNT_OPS[wanted["op"] as string];
  // What is no operator stays what it is, so that the language refuses it.
  const count = { op: op ?? (wanted["op"] as CountOp), n: Number(wanted["value"]) };
  return { ...eventsOf(wanted), kind: "did", count, window };
}

function regular(wanted: Wanted): Condition {
  const window = {
    kind: "regular",
    least: Number(wanted["min_periods"]),
    count: Number(wanted["periods"]),
  } as const;
  return counted(wanted, { ...window, each: Number(wanted["period_seconds"]), unit: "second" });
}

function restarted(wanted: Wanted): Condition {
  const active = Number(wanted["active_seconds"]);
  return {
    ...eventsOf(wanted),
    kind: "restarted",
    quiet: seconds(Number(wanted["quiet_since_seconds"]) - active),
    window: last(active),
  };
}

function traitCondition(wanted: Wanted): Condition {
  const test = wanted as unknown as Test;
  const path = typeof test.path === "string" ? [test.path] : test.path;
  const when = (window: TraitWindow): Condition => ({ kind: "trait", path, test: { op: "when", window } });
  if (test.op === "within_last") return when(last(wanted["seconds"]));
  if (test.op === "on_or_after_ago")
    return when({ kind: "side", op: "on or after", ...seconds(wanted["seconds"]) });
  if (test.op === "in_period") return when(periodOf(wanted["period"] as Period));
  return tested("trait", test);
}

/** No list has no object, so nothing is true of it. */
function objectInList(wanted: Wanted): Condition {
  const tests = (wanted["where"] as readonly Test[]).map((test) => tested("property", test));
  const path = wanted["path"] as readonly string[];
  return { kind: "trait", path, test: { op: "items", which: { kind: "any" }, where: row("and", tests) } };
}

function traitHeld(wanted: Wanted): Condition {
  const is = tested("trait", { ...(wanted as unknown as Test), op: "eq" }) as Tested<"trait">;
  const of = is.test as HeldTest;
  const held: Condition = { ...is, test: { op: "held", of, for: seconds(wanted["seconds"]) } };
  return wanted["op"] === "lt" ? { kind: "and", of: [is, { kind: "not", of: held }] } : held;
}

type Period = { readonly unit: CalendarUnit; readonly offset: number };

function periodOf({ unit, offset }: Period): TraitWindow {
  if (offset === 0) return { kind: "this", unit };
  return offset === -1 ? { kind: "previous", unit } : { kind: "period", unit, offset };
}

type Tested<K> = { readonly kind: K; readonly path: readonly string[]; readonly test: ValueComparison };

function tested<K extends "trait" | "property">(
  kind: K,
  test: Test,
): Tested<K> | { readonly kind: "not"; readonly of: Tested<K> } {
  const path = typeof test.path === "string" ? [test.path] : test.path;
  const positive = { kind, path, test: comparisonOf(test) };
  return ["neq", "not_in", "not_exists"].includes(test.op) ? { kind: "not", of: positive } : positive;
}

const ORDERS = { gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;
const TEXTS = { contains: "contains", starts_with: "starts with", ends_with: "ends with" } as const;

function comparisonOf({ op, value }: Test): ValueComparison {
  switch (op) {
    case "eq":
    case "neq":
      return { op: "is", value: literal(value) };
    case "in":
    case "not_in":
      return { op: "in", values: (value as readonly unknown[]).map(literal) };
    case "includes":
      return { op: "includes", values: [literal(value)] };
    case "all_of":
      return { op: "includes", values: (value as readonly unknown[]).map(literal), all: true };
    case "exists":
    case "not_exists":
      return { op: "exists" };
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return { op: ORDERS[op], value: { kind: "number", value: String(value) } };
    case "contains":
    case "starts_with":
    case "ends_with":
      return { op: TEXTS[op], value: { kind: "text", value: String(value) } };
    case "before":
    case "after":
      return { op, value: { kind: "date", value: String(value) } };
    default:
      throw new NotSaid(`trait ${op}`);
  }
}

function literal(value: unknown): Literal {
  if (typeof value === "boolean") return { kind: "boolean", value };
  if (typeof value === "number") return { kind: "number", value: String(value) };
  return { kind: "text", value: String(value) };
}

/** What the conditions of a case say of subscription groups: whether people who never said are in. */
export function subscriptionsIn(
  wanted: Wanted | null,
): readonly (readonly [group: string, otherwise: boolean])[] {
  if (wanted === null) return [];
  if (wanted.type === "subscribed") return [[wanted["group"] as string, wanted["default"] === "in"]];
  const { of } = wanted;
  const parts = Array.isArray(of) ? (of as readonly Wanted[]) : of === undefined ? [] : [of as Wanted];
  return parts.flatMap(subscriptionsIn);
}
