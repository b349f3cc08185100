import {
  daysFromCivil,
  daysInMonth,
  HOUR_MS,
  DAY_MS,
  type Instant,
  type IsoTime,
  MINUTE_MS,
  parseIso,
  SECOND_MS,
} from "@habitus/kernel";

/** Epoch numbers below this magnitude count seconds, from it on milliseconds: as in a definition's time literals. */
const FIRST_MILLISECONDS = 1e11;

const EPOCH_TEXT = /^-?\d{1,16}(?:\.\d{1,9})?$/;
const LOOSE_DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})(?=$|[Tt ])(.*)$/s;

/**
 * Reads what SDKs send as a time: ISO 8601 (also with one-digit months and days), an epoch number, or one as text.
 * `offsetMinutes` is null for `Z`, for epoch numbers and where none is written: these tell how the sender writes times,
 * not where the person is.
 */
export function readTime(value: unknown): IsoTime | null {
  if (typeof value === "string") return readUtcText(value) ?? readIso(value) ?? readLoose(value);
  return typeof value === "number" ? { at: epochInstant(value), offsetMinutes: null } : null;
}

function readIso(text: string): IsoTime | null {
  const time = parseIso(text);
  return time !== null && /[Zz]$/.test(text) ? { at: time.at, offsetMinutes: null } : time;
}

function readLoose(text: string): IsoTime | null {
  if (EPOCH_TEXT.test(text)) return { at: epochInstant(Number(text)), offsetMinutes: null };
  const match = LOOSE_DATE.exec(text);
  if (match === null) return null;
  const [, year = "", month = "", day = "", rest = ""] = match;
  return readIso(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}${rest}`);
}

function epochInstant(value: number): Instant {
  if (Math.abs(value) >= FIRST_MILLISECONDS) return Math.trunc(value);
  // Seconds to microseconds first: a double cannot hold 1.001 s exactly, but its nearest microsecond is certain.
  return Math.trunc(Math.round(value * 1e6) / SECOND_MS);
}

/**
 * `2026-11-21T18:09:16.453Z`, the form every SDK sends, read without a regular expression; null for any other form.
 */
function readUtcText(text: string): IsoTime | null {
  if (text.length !== 24 || text.charCodeAt(23) !== 0x5a || !hasUtcPunctuation(text)) return null;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  const ms = digits(text, 20, 3);
  const known = year + month + day + hour + minute + second + ms;
  if (Number.isNaN(known) || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month))
    return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const dayStart = daysFromCivil(year, month, day) * DAY_MS;
  return {
    at: dayStart + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS + ms,
    offsetMinutes: null,
  };
}

function hasUtcPunctuation(text: string): boolean {
  return (
    text.charCodeAt(4) === 0x2d &&
    text.charCodeAt(7) === 0x2d &&
    text.charCodeAt(10) === 0x54 &&
    text.charCodeAt(13) === 0x3a &&
    text.charCodeAt(16) === 0x3a &&
    text.charCodeAt(19) === 0x2e
  );
}

/** NaN when a character is no digit. */
function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
