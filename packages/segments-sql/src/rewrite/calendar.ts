import {
  assert,
  civilFromDays,
  DAY_MS,
  daysFromCivil,
  HOUR_MS,
  type Instant,
  unreachable,
} from "@habitus/kernel";
import type { Window } from "@habitus/segments";

export type CalendarWindow = Extract<Window, { readonly kind: "calendar" }>;

/** Instants from `from` on, up to but not at `to`. Empty when `to` is not above `from`. */
export type Interval = { readonly from: Instant; readonly to: Instant };

/** Zones differ from UTC by less than this. */
const FARTHEST_OFFSET = 27 * HOUR_MS;
/** No zone changes its offset twice within this time. */
const PROBE_STEP = 9 * HOUR_MS;
/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 4;

/** What a calendar window covers in `zone` at `at`, the future of `at` included. */
export function calendarInterval(window: CalendarWindow, zone: string, at: Instant): Interval {
  const today = Math.floor((at + offsetAt(zone, at)) / DAY_MS);
  // Where clocks went back over midnight the date falls back too, but the later period has begun.
  const containing = periodStart(window, today, 0);
  const hasNextBegun = startOfDay(zone, periodStart(window, today, 1)) <= at;
  const current = hasNextBegun ? periodStart(window, today, 1) : containing;
  return {
    from: startOfDay(zone, periodStart(window, current, 1 - window.endsAgo - window.count)),
    to: startOfDay(zone, periodStart(window, current, 1 - window.endsAgo)),
  };
}

/** First day of the period that contains `day`, moved by `by` periods. Days are counted from 1970-01-01. */
function periodStart(window: CalendarWindow, day: number, by: number): number {
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

/** The first instant whose local date in `zone` is `day` or, where that date was skipped, a later one. */
function startOfDay(zone: string, day: number): Instant {
  const midnight = day * DAY_MS;
  let from = midnight - FARTHEST_OFFSET;
  for (const stretch of stretches(zone, from, midnight + FARTHEST_OFFSET)) {
    const start = Math.max(from, midnight - stretch.offset);
    if (start < stretch.until) return start;
    from = stretch.until;
  }
  return assert(false, `no start of day ${day} in ${zone}`) as never;
}

type Stretch = { readonly offset: number; readonly until: Instant };

/** The offsets in force from `from` to `to`, each with the instant at which it ends. */
function stretches(zone: string, from: Instant, to: Instant): readonly Stretch[] {
  const found: Stretch[] = [];
  let offset = offsetAt(zone, from);
  for (let at = from; at < to; at += PROBE_STEP) {
    const next = offsetAt(zone, Math.min(at + PROBE_STEP, to));
    if (next === offset) continue;
    found.push({ offset, until: changeBetween(zone, at, Math.min(at + PROBE_STEP, to), offset) });
    offset = next;
  }
  return [...found, { offset, until: Number.POSITIVE_INFINITY }];
}

/** The first instant after `low` at which `offset` is no longer in force, which it is not at `high`. */
function changeBetween(zone: string, low: Instant, high: Instant, offset: number): Instant {
  let before = low;
  let after = high;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(zone, middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "iso8601",
      numberingSystem: "latn",
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  return format;
}

/** Milliseconds that local time in `zone` is ahead of UTC. Whole seconds: zones know nothing finer. */
function offsetAt(zone: string, at: Instant): number {
  const second = Math.floor(at / 1_000) * 1_000;
  const fields = new Map(
    formatOf(zone)
      .formatToParts(second)
      .map((part) => [part.type, part.value]),
  );
  const field = (type: Intl.DateTimeFormatPartTypes): number => Number(fields.get(type));
  const year = fields.get("era") === "BC" ? 1 - field("year") : field("year");
  const days = daysFromCivil(year, field("month"), field("day"));
  const local = days * DAY_MS + ((field("hour") * 60 + field("minute")) * 60 + field("second")) * 1_000;
  return local - second;
}

const mod = (value: number, by: number): number => ((value % by) + by) % by;
