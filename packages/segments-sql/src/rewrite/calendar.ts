import {
  assert,
  BugError,
  civilFromDays,
  DAY_MS,
  daysFromCivil,
  HOUR_MS,
  type Instant,
  unreachable,
} from "@habitus/kernel";
import type { Window } from "@habitus/segments";
import { offsetIn, zoneRow } from "./zone-table.ts";

export type CalendarWindow = Extract<Window, { readonly kind: "calendar" }>;

/** Instants from `from` on, up to but not at `to`. Empty when `to` is not above `from`. */
export type Interval = { readonly from: Instant; readonly to: Instant };

/** Dates as days since 1970-01-01, from `from` on, up to but not at `to`. */
export type Days = { readonly from: number; readonly to: number };

/** Zones differ from UTC by less than this, and none changes its offset twice within it. */
const FARTHEST_OFFSET = 16 * HOUR_MS;
/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 4;

/** What a calendar window covers in `zone` at `at`, the future of `at` included. */
export function calendarInterval(window: CalendarWindow, zone: string, at: Instant): Interval {
  const { from, to } = calendarDays(window, zone, at);
  return { from: startOfDay(zone, from), to: startOfDay(zone, to) };
}

/** Calendar periods without a zone of their own. */
export type Periods = Pick<CalendarWindow, "unit" | "count" | "endsAgo" | "weekStart">;

/** The dates of a calendar window in `zone` at `at`, as days since 1970-01-01: [from, to). */
export function calendarDays(window: Periods, zone: string, at: Instant): Days {
  const today = Math.floor((at + offsetAt(zone, at)) / DAY_MS);
  // Where clocks went back over midnight the date falls back too, but the later period has begun.
  const containing = periodStart(window, today, 0);
  const hasNextBegun = startOfDay(zone, periodStart(window, today, 1)) <= at;
  const current = hasNextBegun ? periodStart(window, today, 1) : containing;
  return {
    from: periodStart(window, current, 1 - window.endsAgo - window.count),
    to: periodStart(window, current, 1 - window.endsAgo),
  };
}

/** First day of the period that contains `day`, moved by `by` periods. Days are counted from 1970-01-01. */
function periodStart(window: Periods, day: number, by: number): number {
  const { year, month } = civilFromDays(day);
  switch (window.unit) {
    case "day":
      return day + by;
    case "week": {
      const weekday = mod(day + EPOCH_WEEKDAY - window.weekStart, 7);
      return day - weekday + 7 * by;
    }
    case "month": {
      const months = year * 12 + (month - 1) + by;
      return daysFromCivil(Math.floor(months / 12), mod(months, 12) + 1, 1);
    }
    case "year":
      return daysFromCivil(year + by, 1, 1);
    default:
      return unreachable(window.unit);
  }
}

/** Answers of `startOfDay`, which asks slow tables; a plan asks the same of hundreds of zones again and again. */
const starts = new Map<string, Instant>();
const MAX_STARTS = 20_000;

/** The first instant whose local date in `zone` is `day` or, where that date was skipped, a later one. */
function startOfDay(zone: string, day: number): Instant {
  const key = `${day} ${zone}`;
  const known = starts.get(key);
  if (known !== undefined) return known;
  if (starts.size >= MAX_STARTS) starts.clear();
  const start = firstWithLocalTime(zone, day * DAY_MS);
  starts.set(key, start);
  return start;
}

/** The first instant at which clocks in `zone` show `local` or more. */
function firstWithLocalTime(zone: string, local: number): Instant {
  let from = local - FARTHEST_OFFSET;
  for (const until of [...changesAround(zone, local), Number.POSITIVE_INFINITY]) {
    const start = Math.max(from, local - offsetAt(zone, from));
    if (start < until) return start;
    from = until;
  }
  throw new BugError(`clocks in ${zone} never show ${local}`);
}

/** The instants near `local` from which the zone has another offset. */
function changesAround(zone: string, local: number): readonly Instant[] {
  const probes = [local - FARTHEST_OFFSET, local, local + FARTHEST_OFFSET] as const;
  const [before, at, after] = probes;
  return [changeBetween(zone, before, at), changeBetween(zone, at, after)].filter(
    (change) => change !== null,
  );
}

/** The first instant after `low`, up to `high`, at which the offset is no longer that of `low`. */
export function changeBetween(zone: string, low: Instant, high: Instant): Instant | null {
  const offset = offsetAt(zone, low);
  if (offsetAt(zone, high) === offset) return null;
  let before = low;
  let after = high;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(zone, middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}

/** One per zone ever asked for: a few hundred. */
const formats = new Map<string, Intl.DateTimeFormat>();
const OFFSET = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/;

/** Milliseconds that clocks in `zone` are ahead of UTC. */
export function offsetAt(zone: string, at: Instant): number {
  const row = zoneRow(zone);
  const known = row === null ? null : offsetIn(row, at);
  if (known !== null) return known;
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      year: "numeric",
      timeZoneName: "longOffset",
    });
    formats.set(zone, format);
  }
  const shown = format.format(at);
  const match = OFFSET.exec(shown);
  assert(match !== null, `no offset in ${shown}`);
  const [, sign, hours = "0", minutes = "0", seconds = "0"] = match;
  const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  return sign === "-" ? -size : size;
}

const mod = (value: number, by: number): number => ((value % by) + by) % by;
