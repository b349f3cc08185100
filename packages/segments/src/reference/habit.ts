import { type Decimal, DECIMAL_ONE, decimalFromText, type Instant, must } from "@habitus/kernel";
import type { HistoryEvent } from "../history.ts";
import type { FavouriteLeaf, OverdueLeaf } from "../plan/plan.ts";
import { asText, valueAt } from "./values.ts";

/** @param events in the order (time, id hash). */
export function overdueHolds(leaf: OverdueLeaf, events: readonly HistoryEvent[], now: Instant): boolean {
  const due = overdueFrom(leaf, events);
  return due !== null && now >= due;
}

/** The first instant at which the silence behind the events is too long; null when there are too few of them. */
export function overdueFrom(leaf: OverdueLeaf, events: readonly HistoryEvent[]): Instant | null {
  const instants = [...new Set(events.map((event) => event.time))];
  const last = instants.at(-1);
  if (last === undefined || instants.length < leaf.atLeast) return null;
  const factor: Decimal = must(decimalFromText(leaf.factor), "a plan's numbers are canonical");
  // Twice the median is whole; whole milliseconds above factor x median begin one behind it, cut.
  const silence = (factor * BigInt(twiceMedianGap(instants))) / (2n * DECIMAL_ONE);
  return last + Number(silence) + 1;
}

function twiceMedianGap(instants: readonly Instant[]): number {
  const gaps = instants
    .slice(1)
    .map((instant, index) => instant - (instants[index] ?? instant))
    .sort((a, b) => a - b);
  const lower = gaps[Math.floor((gaps.length - 1) / 2)] ?? 0;
  return lower + (gaps[Math.floor(gaps.length / 2)] ?? 0);
}

export function favouriteHolds(leaf: FavouriteLeaf, events: readonly HistoryEvent[]): boolean {
  const counts = new Map<string, number>();
  for (const event of events) {
    const value = valueAt(event.properties, leaf.path);
    const text = value === null ? null : asText(value);
    if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const own = counts.get(leaf.value);
  return own !== undefined && [...counts.values()].filter((count) => count > own).length < leaf.top;
}
