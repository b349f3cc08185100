import {
  type Decimal,
  DECIMAL_ONE,
  decimalFromText,
  type JsonValue,
  must,
  unreachable,
} from "@habitus/kernel";
import type { HistoryEvent } from "../history.ts";
import type { AggregateLeaf, DaysLeaf, EventMatch, RatioLeaf } from "../plan/plan.ts";
import { dayAt } from "../zone/zone.ts";
import { compare } from "./compare.ts";
import { meetsFilter } from "./filter.ts";
import { asNumber, asText, valuesAt } from "./values.ts";
import { zoneName } from "./window.ts";

/** What an aggregate comes to, as a fraction so that nothing is rounded; null where it is absent. */
export type Fraction = { readonly sum: Decimal; readonly parts: number };

/** Events in the order (time, id hash). */
export function aggregateHolds(leaf: AggregateLeaf, events: readonly HistoryEvent[]): boolean {
  const value = aggregateOf(leaf, events);
  const wanted = must(decimalFromText(leaf.value), "a plan's numbers are canonical");
  return value !== null && compare(value.sum, leaf.op, wanted * BigInt(value.parts));
}

export function aggregateOf(leaf: AggregateLeaf, events: readonly HistoryEvent[]): Fraction | null {
  if (leaf.of === "distinct") return whole(wholeNumber(distinctTexts(leaf, events)));
  const values = events
    .flatMap((event) => valuesOf(leaf, event))
    .map(asNumber)
    .filter((value) => value !== null);
  const sum = values.reduce((total, value) => total + value, 0n);
  const sorted = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  switch (leaf.of) {
    case "sum":
      return whole(sum);
    case "avg":
      return values.length === 0 ? null : { sum, parts: values.length };
    case "min":
      return whole(sorted[0]);
    case "max":
      return whole(sorted.at(-1));
    case "first":
      return whole(values[0]);
    case "last":
      return whole(values.at(-1));
    case "median":
      return median(sorted);
    default:
      return unreachable(leaf.of);
  }
}

function valuesOf({ path, items }: AggregateLeaf, { properties, time }: HistoryEvent): readonly JsonValue[] {
  return valuesAt(
    properties,
    path,
    (item) => items === undefined || (item !== null && meetsFilter(items, item, time)),
  );
}

/** The middle one counts as both middle ones. */
function median(sorted: readonly Decimal[]): Fraction | null {
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  const upper = sorted[Math.floor(sorted.length / 2)];
  return lower === undefined || upper === undefined ? null : { sum: lower + upper, parts: 2 };
}

function distinctTexts(leaf: AggregateLeaf, events: readonly HistoryEvent[]): number {
  const texts = events
    .flatMap((event) => valuesOf(leaf, event))
    .map(asText)
    .filter((text) => text !== null);
  return new Set(texts).size;
}

/** @param homeZone what the person says or calls said, whatever that is. */
export function daysHold(leaf: DaysLeaf, events: readonly HistoryEvent[], homeZone: unknown): boolean {
  const wanted = must(decimalFromText(leaf.value), "a plan's numbers are canonical");
  return compare(wholeNumber(daysOf(leaf, events, homeZone)), leaf.op, wanted);
}

/** On how many days at least one of the events lies. */
export function daysOf(leaf: DaysLeaf, events: readonly HistoryEvent[], homeZone: unknown): number {
  const zone = zoneName(leaf.zone, homeZone);
  return new Set(events.map((event) => dayAt(zone, event.time))).size;
}

/** What a ratio counts for each of its events. */
export function partOf({ part, events }: RatioLeaf): EventMatch {
  return { ...part, window: events.window };
}

export function ratioHolds({ op, value }: RatioLeaf, part: number, events: number): boolean {
  const wanted = must(decimalFromText(value), "a plan's numbers are canonical");
  return events > 0 && compare(wholeNumber(part), op, wanted * BigInt(events));
}

function whole(value: Decimal | undefined): Fraction | null {
  return value === undefined ? null : { sum: value, parts: 1 };
}

function wholeNumber(value: number): Decimal {
  return BigInt(value) * DECIMAL_ONE;
}
