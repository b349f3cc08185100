import { civilFromDays, DAY_MS, daysFromCivil, HOUR_MS, type Instant } from "@habitus/kernel";

/** Formatters are slow to make; an entry only saves time. Zones are a few hundred, so is the bound. */
const formatters = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATTERS = 1_000;

// Excludes offsets such as "+01:00", which some hosts take for zones and others do not.
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+\-/]*$/;

/** True for a name of the IANA time zone database; letter case does not matter. */
export function isZoneName(name: string): boolean {
  if (!ZONE_NAME.test(name)) return false;
  try {
    formatterOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  if (formatters.size >= MAX_FORMATTERS) formatters.clear();
  formatters.set(zone, made);
  return made;
}

/** What the clocks of a zone show at an instant, as milliseconds since 1970-01-01T00:00 on those clocks. */
function localTime(zone: string, at: Instant): number {
  const shown: Record<string, number> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(at)) shown[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = shown;
  const wholeSeconds =
    daysFromCivil(year, month, day) * DAY_MS + hour * HOUR_MS + minute * 60_000 + second * 1_000;
  return wholeSeconds + (((at % 1_000) + 1_000) % 1_000);
}

/** Asking the host takes long, and the same few instants are asked for again and again; an entry only saves time. */
const MAX_REMEMBERED = 50_000;

function remembering(answer: (zone: string, at: number) => number): (zone: string, at: number) => number {
  const known = new Map<string, number>();
  return (zone, at) => {
    const key = `${zone} ${at}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = answer(zone, at);
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(key, made);
    return made;
  };
}

/** Local time minus UTC in ms. */
export const offsetAt = remembering((zone, at) => localTime(zone, at) - at);

/** No zone is further than this from UTC, and none changes and changes back within twice that time. */
const FURTHEST = 16 * HOUR_MS;

/**
 * The first instant at which the clocks of a zone show `local` or later: the earlier one where a time happens twice, the end
 * of the gap where it does not happen. With midnight as `local` it is the first instant of a date.
 */
export function firstInstantAt(zone: string, local: number): Instant {
  const offset = offsetAt(zone, local - FURTHEST);
  if (offset === offsetAt(zone, local + FURTHEST)) return local - offset;
  let from = local - FURTHEST;
  for (;;) {
    const to = from + HOUR_MS;
    const change = offsetChange(zone, from, to);
    for (const [begin, end] of [
      [from, change],
      [change, to],
    ] as const) {
      const at = Math.max(begin, local - offsetAt(zone, begin));
      if (at < end) return at;
    }
    from = to;
  }
}

/** The instant in (from, to] from which the zone's offset is another than at `from`; `to` when there is none. No zone changes twice in an hour. */
function offsetChange(zone: string, from: Instant, to: Instant): Instant {
  const before = offsetAt(zone, from);
  if (offsetAt(zone, to) === before) return to;
  let same = from;
  let other = to;
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetAt(zone, middle) === before) same = middle;
    else other = middle;
  }
  return other;
}

/** The first instant of a date, given as days since 1970-01-01. */
export const startOfDay: (zone: string, days: number) => Instant = remembering((zone, days) =>
  firstInstantAt(zone, days * DAY_MS),
);

export type CalendarUnit = "day" | "week" | "month" | "year";

/** The day number of the first date of the period that lies `periods` after the one that holds the date `days`. */
export function periodStart(unit: CalendarUnit, weekStart: number, days: number, periods: number): number {
  const { year, month } = civilFromDays(days);
  switch (unit) {
    case "day":
      return days + periods;
    case "week": {
      // 1970-01-01 was a Thursday, the fourth day of a week that starts on Monday.
      const sinceWeekStart = (((days + 4 - weekStart) % 7) + 7) % 7;
      return days - sinceWeekStart + 7 * periods;
    }
    case "month": {
      const months = year * 12 + (month - 1) + periods;
      return daysFromCivil(Math.floor(months / 12), (((months % 12) + 12) % 12) + 1, 1);
    }
    case "year":
      return daysFromCivil(year + periods, 1, 1);
  }
}

/** The date that a zone has at an instant, as days since 1970-01-01. A day lasts from its first instant to that of the next. */
export function dayAt(zone: string, at: Instant): number {
  const shown = Math.floor((at + offsetAt(zone, at)) / DAY_MS);
  // Clocks put back over midnight show yesterday's date again; the day has begun all the same.
  return startOfDay(zone, shown + 1) <= at ? shown + 1 : shown;
}
