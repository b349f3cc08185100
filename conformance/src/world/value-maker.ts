import {
  DAY_MS,
  decimalFromText,
  decimalToText,
  type Instant,
  must,
  type Random,
  WEEK_MS,
} from "@habitus/kernel";
import type {
  DatedTest,
  Filter,
  HomeDays,
  ItemsTest,
  MatchesTest,
  NumberTest,
  TextTest,
  TimeTest,
  TraitLeaf,
  ValueTest,
} from "@habitus/segments";
import { placeNear } from "./place-maker.ts";
import { textFor } from "./pattern-maker.ts";
import { type Draft, setAt, writeDraft } from "./properties.ts";

/** JSON text of one value, as a client may have written it. */
export type RawJson = string;

/** Values that have broken readers of JSON before. */
const AWKWARD: readonly RawJson[] = [
  "null",
  '""',
  '" "',
  "[]",
  "{}",
  '["shoes"]',
  '{"name":"shoes"}',
  "true",
  "false",
  '"true"',
  "0",
  "-0",
  "-0.0",
  "1e1",
  "1E+1",
  "100e-1",
  "1e400",
  "1e-400",
  "12345678901234567890123",
  "0.1234567891234",
  "-0.0000000001",
  '"1e1"',
  '"010"',
  '"+1"',
  '"NaN"',
  '"\\u0031\\u0030"',
  '"\\ud83d\\ude00"',
  '"a\\u0000b"',
  '"\\\\\\"\\/"',
  '"2026-02-30"',
  '"2026-01-01T00:00:00Z"',
  "1767225600",
  "1767225600000",
];

export const NUMBER_LITERALS: readonly string[] = [
  "0",
  "1",
  "3",
  "10",
  "10.5",
  "-3",
  "0.1",
  "0.000000001",
  "1000000",
  "123456789012345678",
  "999999999999999999.999999999",
];

export const TEXT_LITERALS: readonly string[] = [
  "shoes",
  "Shoes",
  "10",
  "true",
  "a",
  "Київ",
  "İstanbul",
  "ΣΑΣ",
  "Straße",
  "50%_\\",
  'it\'s "odd"',
  "😀",
];

/** A value for the test: mostly one that decides it, sometimes a near miss, sometimes something else altogether. Null: leave it out. */
export function makeValue(random: Random, test: TraitLeaf["test"], near: Instant = 0): RawJson | null {
  const dice = random.next();
  if (dice < 0.08) return null;
  if (dice < 0.2) return random.pick(AWKWARD);
  switch (test.kind) {
    case "exists":
      return random.pick(['"x"', "0", "false", "[]", "{}", '""', "null"]);
    case "number":
      return numberNear(random, test);
    case "text":
      return textNear(random, test);
    case "one of":
      return JSON.stringify(random.pick([...test.texts, "another"]));
    case "matches":
      return matchNear(random, test);
    case "near":
      return placeNear(random, test);
    case "bucket":
      return JSON.stringify(random.pick(["0a", "1b", "2c", "3d", "4e"]).repeat(16));
    case "boolean":
      return random.pick(["true", "false", String(test.value), JSON.stringify(String(test.value))]);
    case "time":
      return timeNear(random, test);
    case "age":
      return timeNear(random, { at: near - (random.pick([test.fromMs, test.toMs]) ?? 0) });
    case "items":
      return itemsNear(random, test, near);
    case "any":
      return makeValue(random, random.pick(test.of), near);
    case "when":
      return timeNear(random, { at: near });
    case "day":
      return dayNear(random, test.days, near);
    case "yearly":
      return dateNear(random, test.days, near);
    case "dated":
      return countryNear(random, test, near);
  }
}

/** Mostly a value of which days near are told, in any letter case. */
function countryNear(random: Random, { dates }: DatedTest, near: Instant): RawJson {
  const isNear = (day: number): boolean => Math.abs(day * DAY_MS - near) < 40 * DAY_MS;
  const close = dates.filter(({ days }) => days.some(isNear));
  const entries = close.length === 0 || random.next() < 0.2 ? dates : close;
  const { of = null } = entries.length === 0 ? {} : random.pick(entries);
  const text = random.pick(of ?? ["zz", "\u212A"]);
  if (text === "7" || text === "true") return random.pick([text, JSON.stringify(text)]);
  return JSON.stringify(random.next() < 0.5 ? text.toUpperCase() : text);
}

/** A date near the edge of the days around `near`. */
function dayNear(random: Random, days: HomeDays, near: Instant): RawJson {
  return dateText(random, new Date(nearEdge(random, days, near)));
}

function nearEdge(random: Random, { unit, count, endsAgo }: HomeDays, near: Instant): Instant {
  const away = random.pick([0, -1, 1, endsAgo, endsAgo + count, endsAgo + count - 1]);
  return near - away * LENGTHS[unit] + random.pick([0, 0, 0, -1, 1]) * DAY_MS;
}

/** A date of another year that comes round near the edge of the days around `near`; now and then one that not every year has. */
function dateNear(random: Random, days: HomeDays, near: Instant): RawJson {
  const date = new Date(nearEdge(random, days, near));
  date.setUTCFullYear(date.getUTCFullYear() - random.pick([1, 1, 4, 30, 300, 0, -1]));
  return dateText(random, random.next() < 0.1 ? new Date("2004-02-29T00:00:00.000Z") : date);
}

/** As it may be written: the day alone, with its hour, in another day of its own zone, or as a number. */
function dateText(random: Random, date: Date): RawJson {
  const iso = date.toISOString();
  const shown = random.pick([iso.slice(0, 10), iso.slice(0, 10), iso, `${iso.slice(0, 10)}T23:59:59-01:00`]);
  return random.next() < 0.15 ? String(date.getTime()) : JSON.stringify(shown);
}

const LENGTHS = { day: DAY_MS, week: WEEK_MS, month: 30 * DAY_MS, year: 365 * DAY_MS } as const;

/** A list about as long as asked for, of items that decide the test. */
function itemsNear(random: Random, { of, atLeast }: ItemsTest, near: Instant): RawJson {
  const length = Math.max(0, atLeast + random.pick([-1, 0, 0, 1, 2]));
  const items = Array.from({ length }, (): RawJson => {
    const own = testOfItself(random, of);
    if (own !== null && random.next() < 0.8) return makeValue(random, own, near) ?? "null";
    const draft: Draft = new Map();
    fill(random, draft, of, near);
    return writeDraft(random, draft);
  });
  return `[${items.join(random.pick([",", " , "]))}]`;
}

function testOfItself(random: Random, filter: Filter): ValueTest | null {
  switch (filter.kind) {
    case "test":
      return filter.path.length === 0 ? filter.test : null;
    case "not":
      return testOfItself(random, filter.of);
    case "and":
    case "or":
      return filter.of.length === 0 ? null : testOfItself(random, random.pick(filter.of));
  }
}

/**
 * Puts values into an object that the filter looks at, mostly such that it is met or nearly.
 * @param near When the event is that the object is a part of.
 */
export function fill(random: Random, draft: Draft, filter: Filter, near: Instant = 0): void {
  switch (filter.kind) {
    case "test": {
      const value = makeValue(random, filter.test, near);
      if (value !== null) setAt(draft, filter.path, value);
      return;
    }
    case "not":
      fill(random, draft, filter.of, near);
      return;
    case "and":
    case "or":
      for (const part of filter.of) fill(random, draft, part, near);
  }
}

/** A number close to the one given, in one of the spellings that mean it. */
export function numberNear(random: Random, { value }: Pick<NumberTest, "value">): RawJson {
  const decimal = must(decimalFromText(value), "a plan's number");
  const moved = decimalToText(decimal + random.pick([0n, 0n, 0n, 1n, -1n, 1_000_000_000n, -1_000_000_000n]));
  const spelling = random.int(0, 5);
  if (spelling === 0) return JSON.stringify(moved);
  if (spelling === 1) return `${moved}e0`;
  if (spelling === 2 && moved.includes(".")) return `${moved}0`;
  if (spelling === 3 && !moved.includes(".")) return `${moved}.0`;
  return moved;
}

function textNear(random: Random, { value, op, ignoreCase }: TextTest): RawJson {
  if (ignoreCase && random.next() < 0.5) {
    return JSON.stringify(random.pick([value.toUpperCase(), value.toLowerCase()]));
  }
  const around = [value, value, `${value}x`, `x${value}`, `x${value}x`, ` ${value}`];
  const other = [value.toUpperCase(), value.toLowerCase(), value.slice(1), random.pick(TEXT_LITERALS)];
  const text = random.pick(op === "is" && random.next() < 0.5 ? [value] : [...around, ...other]);
  // Text that is a number or a truth value may have been sent as one.
  if (/^(?:true|false|-?(?:0|[1-9]\d*))$/.test(text) && random.next() < 0.5) return text;
  return random.next() < 0.2 ? escaped(text) : JSON.stringify(text);
}

function matchNear(random: Random, { pattern, ignoreCase }: MatchesTest): RawJson {
  const text = textFor(random, pattern);
  if (random.next() < 0.05) return random.pick(['"\\ud83d"', '"a\\ude00b"', '"\\ud83da"']);
  const cased = ignoreCase && random.next() < 0.5 ? text.toUpperCase() : text;
  if (/^(?:true|false|-?(?:0|[1-9]\d*))$/.test(cased) && random.next() < 0.5) return cased;
  return random.next() < 0.2 ? escaped(cased) : JSON.stringify(cased);
}

/** Every code unit written as \uXXXX. */
function escaped(text: string): RawJson {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("")}"`;
}

function timeNear(random: Random, { at }: Pick<TimeTest, "at">): RawJson {
  const moved = at + random.pick([0, 0, 1, -1, 1_000, -1_000, 86_400_000]);
  const iso = new Date(moved).toISOString();
  const shifted = new Date(moved + 5.5 * 3_600_000).toISOString();
  return random.pick([
    `"${iso}"`,
    `"${shifted.slice(0, -1)}+05:30"`,
    `"${iso.slice(0, 10)}"`,
    String(moved),
    `"${moved}"`,
    String(moved / 1_000),
    `${moved}.9`,
  ]);
}
