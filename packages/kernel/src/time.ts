/** An instant in milliseconds since 1970-01-01T00:00:00Z. Time is data: nothing below the server reads a clock. */
export type Instant = number;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const WEEK_MS = 7 * DAY_MS;

/** Events are accepted between these instants (1970-01-01 to 2199-12-31): what the store's DateTime64(3) can hold with room for window arithmetic. */
export const MIN_EVENT_TIME: Instant = 0;
export const MAX_EVENT_TIME: Instant = 7_258_118_399_999;

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

export type IsoTime = { readonly at: Instant; readonly offsetMinutes: number | null };

/** Reads ISO 8601 date or date-time. Without an offset the text is UTC and `offsetMinutes` is null. Null when it is no such text. */
export function parseIso(text: string): IsoTime | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone] = match;
  const utc = utcInstant(
    Number(year),
    Number(month),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  if (utc === null) return null;
  const offset = zone === undefined ? null : offsetMinutes(zone);
  if (offset !== null && Math.abs(offset) > 18 * 60) return null;
  const ms = Number(fraction.slice(0, 3).padEnd(3, "0"));
  return { at: utc + ms - (offset ?? 0) * MINUTE_MS, offsetMinutes: offset };
}

function offsetMinutes(zone: string): number {
  if (zone === "Z" || zone === "z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(":", "") || "0");
  return zone.startsWith("-") ? -minutes : minutes;
}

function utcInstant(y: number, mo: number, d: number, h: number, mi: number, s: number): Instant | null {
  if (mo < 1 || mo > 12 || d < 1 || d > daysInMonth(y, mo) || h > 24 || mi > 59 || s > 60) return null;
  if (h === 24 && (mi > 0 || s > 0)) return null;
  return daysFromCivil(y, mo, d) * DAY_MS + h * HOUR_MS + mi * MINUTE_MS + s * SECOND_MS;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01 to a proleptic Gregorian date. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date of a day number counted from 1970-01-01; the inverse of `daysFromCivil`. */
export function civilFromDays(days: number): {
  readonly year: number;
  readonly month: number;
  readonly day: number;
} {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** ISO text with milliseconds and Z. */
export function formatInstant(at: Instant): string {
  const days = Math.floor(at / DAY_MS);
  const rest = at - days * DAY_MS;
  const clock = `${two(Math.floor(rest / HOUR_MS))}:${two(Math.floor(rest / MINUTE_MS) % 60)}:${two(Math.floor(rest / SECOND_MS) % 60)}`;
  const ms = String(rest % SECOND_MS).padStart(3, "0");
  return `${formatDay(days)}T${clock}.${ms}Z`;
}

/** A date as definitions write it. @param day Days since 1970-01-01. */
export function formatDay(day: number): string {
  const { year, month, day: date } = civilFromDays(day);
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(date)}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
