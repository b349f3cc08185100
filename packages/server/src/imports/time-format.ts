import {
  ExactNumber,
  daysFromCivil,
  daysInMonth,
  DAY_MS,
  formatInstant,
  HOUR_MS,
  type Instant,
  MINUTE_MS,
  parseIso,
  SECOND_MS,
} from "@habitus/kernel";
import { firstInstantAt } from "@habitus/segments";
import type { Cell } from "./row.ts";

/** ISO text with the offset the clock had, or `Z` for UTC and numbers; null when the cell is no time of this form. */
export type TimeReader = (cell: Cell) => string | null;

export type TimeForm = { readonly format: string; readonly zone: string };

const FIRST_MILLISECONDS = 1e11;
const EPOCH = /^-?\d{1,17}(?:\.\d{1,9})?$/;
const HAS_OFFSET = /(?:[Zz]|[+-]\d{2}(?::?\d{2})?)$/;
const HAS_CLOCK = /\d{2}:\d{2}/;

/** Reads times that are written in one way. A local time is placed in its zone: the first of two, the end of a gap. */
export function compileTime(form: TimeForm): TimeReader {
  const place = createPlacing(form.zone);
  switch (form.format) {
    case "iso":
      return (cell) => readIso(cell, place);
    case "seconds":
      return (cell) => epoch(cell, SECOND_MS);
    case "milliseconds":
      return (cell) => epoch(cell, 1);
    case "microseconds":
      return (cell) => epoch(cell, 1 / 1_000);
    default:
      return patternReader(form.format, place);
  }
}

/** From what a zone's clock shows, as milliseconds since 1970 on that clock, to text with the offset. */
type Placing = (local: number) => string;

const MOST_HOURS = 20_000;

function createPlacing(zone: string): Placing {
  if (zone === "UTC") return formatInstant;
  /** The offset that holds through an hour of the zone's clock; null where it changes. Only a memory. */
  const offsets = new Map<number, number | null>();
  const offsetOf = (hour: number): number | null => {
    const known = offsets.get(hour);
    if (known !== undefined) return known;
    if (offsets.size >= MOST_HOURS) offsets.clear();
    const [first, last] = [hour * HOUR_MS, hour * HOUR_MS + HOUR_MS - 1].map(
      (local) => local - firstInstantAt(zone, local),
    );
    const offset = first === last ? (first ?? null) : null;
    offsets.set(hour, offset);
    return offset;
  };
  return (local) => {
    const offset = offsetOf(Math.floor(local / HOUR_MS));
    // The clock may not have shown the time at all: then there is an instant, but no offset to tell.
    return offset === null ? formatInstant(firstInstantAt(zone, local)) : withOffset(local, offset);
  };
}

/** An offset of whole minutes is written out; older ones with seconds cannot be, so the instant stands in UTC. */
function withOffset(local: number, offset: number): string {
  if (offset % MINUTE_MS !== 0) return formatInstant(local - offset);
  const minutes = Math.abs(offset) / MINUTE_MS;
  const two = (value: number): string => String(value).padStart(2, "0");
  const sign = offset < 0 ? "-" : "+";
  return `${formatInstant(local).slice(0, -1)}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function readIso(cell: Cell, place: Placing): string | null {
  if (typeof cell === "number") return epoch(cell, Math.abs(cell) >= FIRST_MILLISECONDS ? 1 : SECOND_MS);
  if (typeof cell !== "string") return null;
  const text = withZulu(cell.trim());
  const time = parseIso(text);
  if (time === null) {
    if (!EPOCH.test(text)) return null;
    return epoch(text, Math.abs(Number(text)) >= FIRST_MILLISECONDS ? 1 : SECOND_MS);
  }
  if (!isKept(time.at)) return text;
  return HAS_CLOCK.test(text) && HAS_OFFSET.test(text) ? text : place(time.at);
}

/** `12:00 UTC` as `12:00Z`. */
function withZulu(text: string): string {
  if (!text.endsWith("UTC")) return text;
  const before = text.slice(0, -"UTC".length);
  const bare = before.trimEnd();
  return bare === before ? text : `${bare}Z`;
}

function epoch(cell: Cell, unit: number): string | null {
  const text = cell instanceof ExactNumber ? cell.text : typeof cell === "number" ? String(cell) : cell;
  if (typeof text !== "string" || !EPOCH.test(text.trim())) return null;
  const at = Math.trunc(Math.round(Number(text) * unit * 1e3) / 1e3);
  // What lies outside is refused by the same rule as a call's time, in its own words.
  return isKept(at) ? formatInstant(at) : text;
}

/** What can be written with four digits of year. */
function isKept(at: Instant): boolean {
  return at >= -62_135_596_800_000 && at < 253_402_300_800_000;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Token of a pattern → the expression that reads it. Longer ones first. */
const TOKENS = {
  YYYY: "(?<year>\\d{4})",
  YY: "(?<shortYear>\\d{2})",
  MMM: "(?<monthName>[A-Za-z]{3})[a-z]*\\.?",
  MM: "(?<month>\\d{2})",
  M: "(?<month>\\d{1,2})",
  DD: "(?<day>\\d{2})",
  D: "(?<day>\\d{1,2})",
  HH: "(?<hour>\\d{2})",
  H: "(?<hour>\\d{1,2})",
  hh: "(?<hour>\\d{2})",
  h: "(?<hour>\\d{1,2})",
  mm: "(?<minute>\\d{2})",
  ss: "(?<second>\\d{2})",
  SSS: "(?<fraction>\\d{1,9})",
  A: "(?<half>[AaPp])\\.?[Mm]\\.?",
} as const;

const TOKEN = /YYYY|YY|MMM|MM|M|DD|D|HH|H|hh|h|mm|ss|SSS|A|[^]/g;

function patternReader(pattern: string, place: Placing): TimeReader {
  const seen = new Set<string>();
  const source = pattern.replace(TOKEN, (token) => {
    const known = Object.hasOwn(TOKENS, token) ? TOKENS[token as keyof typeof TOKENS] : null;
    const name = known === null ? null : (/<(\w+)>/.exec(known)?.[1] ?? null);
    if (known === null || name === null || seen.has(name)) return token.replace(/[.*+?^${}()|[\]\\]/, "\\$&");
    seen.add(name);
    return known;
  });
  const expression = new RegExp(`^${source}$`);
  return (cell) => {
    if (typeof cell !== "string") return null;
    const groups = expression.exec(cell.trim())?.groups;
    const local = groups === undefined ? null : localOf(groups);
    return local === null ? null : place(local);
  };
}

/** Two-digit years below 70 are of this century. */
const PIVOT = 70;

function localOf(groups: Readonly<Record<string, string | undefined>>): number | null {
  const number = (name: string): number => Number(groups[name] ?? "0");
  const short = number("shortYear");
  const year = groups["year"] === undefined ? short + (short < PIVOT ? 2_000 : 1_900) : number("year");
  const name = groups["monthName"]?.toLowerCase();
  const month = name === undefined ? number("month") : MONTHS.indexOf(name) + 1;
  const day = number("day");
  const half = groups["half"]?.toLowerCase();
  const hour = half === undefined ? number("hour") : (number("hour") % 12) + (half === "p" ? 12 : 0);
  const clock = hour * HOUR_MS + number("minute") * MINUTE_MS + number("second") * SECOND_MS;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  if (hour > 23 || number("minute") > 59 || number("second") > 59) return null;
  const fraction = Number((groups["fraction"] ?? "").slice(0, 3).padEnd(3, "0"));
  return daysFromCivil(year, month, day) * DAY_MS + clock + fraction;
}
