import {
  civilFromDays,
  DAY_MS,
  daysFromCivil,
  HOUR_MS,
  type Instant,
  must,
  SECOND_MS,
} from "@habitus/kernel";

/** From `at` on the zone's local time is `at + offset`, until the next change. */
type Change = { readonly at: Instant; readonly offset: number };

/** What the rest of the package asks of a time zone; answers are cached, so a clock is made once per zone. */
export type ZoneClock = {
  /** Number of the local day that contains `at`, counted from 1970-01-01. */
  dayOf(at: Instant): number;
  /** The first instant at which the local date is `day` or, where that date was skipped, later. */
  dayStart(day: number): Instant;
  /** Local time minus UTC in ms. */
  offsetAt(at: Instant): number;
};

/** No zone is further from UTC than this, before or behind: periods of different zones begin within twice of it. */
export const ZONE_REACH_MS = 24 * HOUR_MS;

// Local midnight lies within this of the same date's midnight in UTC, a skipped day included.
const SEARCH_MS = 36 * HOUR_MS;

const clocks = new Map<string, ZoneClock>();

// Offsets such as "+01:00" are no names, though some hosts take them.
const NAME = /^[a-z][a-z0-9_+\-/]*$/;

/** The clock of an IANA zone, or null when the text names none. Letter case does not matter. */
export function zoneClock(text: string): ZoneClock | null {
  const name = text.toLowerCase();
  if (!NAME.test(name)) return null;
  const known = clocks.get(name);
  if (known !== undefined) return known;
  const format = zoneFormat(name);
  if (format === null) return null;
  const clock = createClock(new Offsets(format));
  clocks.set(name, clock);
  return clock;
}

function zoneFormat(name: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return null;
  }
}

function createClock(offsets: Offsets): ZoneClock {
  const starts = new Map<number, Instant>();

  const dayStart = (day: number): Instant => {
    const known = starts.get(day);
    if (known !== undefined) return known;
    const start = firstInstantOf(day, offsets);
    starts.set(day, start);
    return start;
  };

  const dayOf = (at: Instant): number => {
    const day = Math.floor((at + offsets.at(at)) / DAY_MS);
    // Where clocks go back over midnight the old date comes again, but the new day has already begun.
    return dayStart(day + 1) <= at ? day + 1 : day;
  };

  return { dayOf, dayStart, offsetAt: (at) => offsets.at(at) };
}

function firstInstantOf(day: number, offsets: Offsets): Instant {
  const midnight = day * DAY_MS;
  let from = midnight - SEARCH_MS;
  for (;;) {
    const next = offsets.nextChange(from, midnight + SEARCH_MS);
    const start = Math.max(from, midnight - offsets.at(from));
    if (next === null || start < next) return start;
    from = next;
  }
}

/** A zone's offsets from UTC: the changes of a UTC year are looked for once, when the year is first asked about. */
class Offsets {
  readonly #format: Intl.DateTimeFormat;
  readonly #years = new Map<number, readonly Change[]>();

  constructor(format: Intl.DateTimeFormat) {
    this.#format = format;
  }

  /** Local time minus UTC in ms. */
  at(instant: Instant): number {
    const inForce = this.#changesOf(yearOf(instant)).findLast((change) => change.at <= instant);
    return must(inForce, "a year's changes begin with its first instant").offset;
  }

  /** The first change after `from` and not after `to`, null when there is none. */
  nextChange(from: Instant, to: Instant): Instant | null {
    let offset = this.at(from);
    for (let year = yearOf(from); year <= yearOf(to); year++) {
      for (const change of this.#changesOf(year)) {
        if (change.at <= from || change.at > to) continue;
        if (change.offset !== offset) return change.at;
        offset = change.offset;
      }
    }
    return null;
  }

  /** The year's first instant with its offset, then every change inside the year. */
  #changesOf(year: number): readonly Change[] {
    const known = this.#years.get(year);
    if (known !== undefined) return known;
    const end = daysFromCivil(year + 1, 1, 1) * DAY_MS;
    let at = daysFromCivil(year, 1, 1) * DAY_MS;
    let offset = this.#measure(at);
    const changes: Change[] = [{ at, offset }];
    while (at < end) {
      const next = Math.min(at + DAY_MS, end);
      const offsetNext = this.#measure(next);
      if (offsetNext !== offset) changes.push({ at: this.#edge(at, next, offset), offset: offsetNext });
      at = next;
      offset = offsetNext;
    }
    this.#years.set(year, changes);
    return changes;
  }

  /** The first instant in (before, after] with another offset than `offset`. */
  #edge(before: Instant, after: Instant, offset: number): Instant {
    let low = before;
    let high = after;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#measure(middle) === offset) low = middle;
      else high = middle;
    }
    return high;
  }

  #measure(instant: Instant): number {
    const second = Math.floor(instant / SECOND_MS) * SECOND_MS;
    const parts: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(second)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second: seconds = 0 } = parts;
    const local =
      daysFromCivil(year, month, day) * DAY_MS + (hour * 3_600 + minute * 60 + seconds) * SECOND_MS;
    return local - second;
  }
}

function yearOf(instant: Instant): number {
  return civilFromDays(Math.floor(instant / DAY_MS)).year;
}
