import { HOUR_MS, type Instant, MINUTE_MS } from "@habitus/kernel";
import { dayAt, offsetAt, periodStart, startOfDay } from "@habitus/segments";

export type PeriodUnit = "hour" | "day" | "week" | "month";

/** Where periods begin in a workspace. */
export type Calendar = {
  readonly unit: PeriodUnit;
  readonly zone: string;
  /** 1 Monday ... 7 Sunday. */
  readonly weekStart: number;
};

/** Ascending: where each period begins, and where the last one ends. */
export type Edges = readonly Instant[];

/** The periods from the one that contains `from` to the one that contains `to`; null where they would be more than `most`. */
export function edgesBetween(calendar: Calendar, from: Instant, to: Instant, most: number): Edges | null {
  const edges = [startOf(calendar, from)];
  for (let edge = edges[0] ?? from; edge <= to; ) {
    if (edges.length > most) return null;
    edge = nextStart(calendar, edge);
    edges.push(edge);
  }
  return edges;
}

/** So many periods, the last of them the one that ends at `end`, which is where a period begins. */
export function edgesBefore(calendar: Calendar, end: Instant, count: number): Edges {
  const edges = [end];
  for (let made = 0; made < count; made++) edges.unshift(startOf(calendar, (edges[0] ?? end) - 1));
  return edges;
}

/** So many periods, the last of them the one that contains `at`. */
export function edgesUpTo(calendar: Calendar, at: Instant, count: number): Edges {
  const start = startOf(calendar, at);
  return [...edgesBefore(calendar, start, count - 1), nextStart(calendar, start)];
}

/**
 * The instants at which the last periods up to `to` begin, and `to` itself: `count` of them at most, one less where a period begins at `to`.
 * Minutes are those of the clock, the same in every zone.
 */
export function beginningsUpTo(
  calendar: Omit<Calendar, "unit"> & { readonly unit: PeriodUnit | "minute" },
  to: Instant,
  count: number,
): readonly Instant[] {
  const { unit, ...rest } = calendar;
  const starts =
    unit === "minute"
      ? Array.from({ length: count - 1 }, (_, at) => to - (to % MINUTE_MS) - (count - 2 - at) * MINUTE_MS)
      : edgesUpTo({ ...rest, unit }, to, count - 1).slice(0, -1);
  return [...starts.filter((start) => start < to), to];
}

function startOf({ unit, zone, weekStart }: Calendar, at: Instant): Instant {
  if (unit === "hour") return startOfHour(zone, at);
  return startOfDay(zone, periodStart(unit, weekStart, dayAt(zone, at), 0));
}

function nextStart({ unit, zone, weekStart }: Calendar, start: Instant): Instant {
  // A day that was skipped begins where the next one does, and is no period.
  if (unit === "hour") return startOfHour(zone, start + HOUR_MS);
  const day = dayAt(zone, start);
  for (let periods = 1; ; periods++) {
    const next = startOfDay(zone, periodStart(unit, weekStart, day, periods));
    if (next > start) return next;
  }
}

/** The last instant at which clocks showed a full hour. An hour that comes twice is two. */
function startOfHour(zone: string, at: Instant): Instant {
  const shown = at + offsetAt(zone, at);
  return at - (((shown % HOUR_MS) + HOUR_MS) % HOUR_MS);
}
