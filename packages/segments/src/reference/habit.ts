import { type Decimal, DECIMAL_ONE, decimalFromText, HOUR_MS, type Instant, must } from "@habitus/kernel";
import type { HistoryEvent } from "../history.ts";
import type { ClockValue, FavouriteLeaf, OverdueLeaf, Path } from "../plan/plan.ts";
import { localTimeOf } from "./local-time.ts";
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

export function favouriteHolds(
  leaf: FavouriteLeaf,
  events: readonly HistoryEvent[],
  homeZone: unknown,
): boolean {
  const counts = new Map<string, number>();
  for (const event of events) {
    const text = leaf.clock === undefined ? textAt(event, leaf.path) : shownAt(event, leaf.clock, homeZone);
    if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const own = counts.get(leaf.value);
  return own !== undefined && [...counts.values()].filter((count) => count > own).length < leaf.top;
}

function textAt({ properties }: HistoryEvent, path: Path): string | null {
  const value = valueAt(properties, path);
  return value === null ? null : asText(value);
}

function shownAt(event: HistoryEvent, { unit, otherwise }: ClockValue, homeZone: unknown): string {
  const { weekday, clock } = localTimeOf(otherwise, event, homeZone);
  return String(unit === "hour" ? Math.floor(clock / HOUR_MS) : weekday);
}
