import { unreachable } from "@habitus/kernel";
import type { Literal, PropertyPath, ValueComparison } from "../tree/definition.ts";
import { dotted, isBelow, type Known, quoted } from "./known.ts";
import { OBSERVED } from "./observe.ts";
import type { KnownProperty, Reading } from "./vocabulary.ts";

type Never = { readonly code: string; readonly message: string };

/** Why nothing that was seen there could meet a comparison, by what kind of value it was; null where it may. */
export function neverMeets(test: ValueComparison, property: KnownProperty, known: Known): Never | null {
  const place = known.owner === "" ? "" : ` in ${known.among}`;
  const name = quoted(dotted(property.path));
  if (test.op === "near") {
    if (mayBePlace(property, known)) return null;
    const message = `${name} is never a place${place}: that is an object with ${quoted("lat")} and ${quoted("lon")}`;
    return { code: "never_a_place", message };
  }
  if (test.op === "items" || test.op === "includes") {
    if (property.items === undefined) {
      return { code: "never_a_list", message: `${name} is never a list${place}, so ${NO_LIST[test.op]}` };
    }
    if (test.op === "items" || !property.items.closed) return null;
    const single = property.items.properties.find(({ path }) => path.length === 0);
    const never = neverRead(test.values, single?.readings ?? []);
    if (never === null) return null;
    const message = `no item of ${name} is ${NOUNS[never]}${place}, so it includes none`;
    return { code: CODES[never], message };
  }
  const never =
    test.op === "in"
      ? neverRead(test.values, property.readings)
      : neverAsWanted(wantedReading(test), property);
  return never === null ? null : { code: CODES[never], message: neverReads(property.path, never, known) };
}

const NO_LIST = {
  items: "it has no items",
  includes: "it includes nothing; a single value is compared with `is` or `contains`",
} as const;

function neverAsWanted(wanted: Reading | null, { readings }: KnownProperty): Reading | null {
  return wanted === null || readings.includes(wanted) ? null : wanted;
}

/** As what the first of some literals is read where nothing can be read as any of them; else null. */
function neverRead(literals: readonly Literal[], readings: readonly Reading[]): Reading | null {
  const wanted = literals.map(({ kind }) => LITERAL_READINGS[kind]);
  return wanted.some((reading) => readings.includes(reading)) ? null : (wanted[0] ?? null);
}

const DEGREES = [
  ["lat", "latitude"],
  ["lon", "lng", "longitude"],
] as const;

/** What lies too deep to have been looked into may be one. */
function mayBePlace({ path }: KnownProperty, { properties, closed }: Known): boolean {
  if (!closed || path.length >= OBSERVED.depth) return true;
  return DEGREES.every((keys) =>
    properties.some(
      (each) =>
        each.path.length === path.length + 1 &&
        isBelow(each.path, path) &&
        keys.some((key) => key === each.path.at(-1)),
    ),
  );
}

export const CODES: Readonly<Record<Reading, string>> = {
  text: "never_a_text",
  number: "never_a_number",
  time: "never_a_time",
  boolean: "never_a_boolean",
};
const NOUNS: Readonly<Record<Reading, string>> = {
  text: "a single value",
  number: "a number",
  time: "a time",
  boolean: "true or false",
};

export function neverReads(path: PropertyPath, wanted: Reading, { owner, among }: Known): string {
  const place = owner === "" ? "" : ` in ${among}`;
  return `${quoted(dotted(path))} is never ${NOUNS[wanted]}${place}, so no comparison with one can hold`;
}

/** As what a comparison reads the value; null when nothing is asked. */
function wantedReading(
  test: Exclude<ValueComparison, { readonly op: "in" | "near" | "includes" | "items" }>,
): Reading | null {
  switch (test.op) {
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "between":
      return "number";
    case "before":
    case "after":
    case "on or before":
    case "on or after":
    case "when":
    case "anniversary":
    case "from event":
      return "time";
    case "contains":
    case "starts with":
    case "ends with":
    case "matches":
      return "text";
    case "is":
      return LITERAL_READINGS[test.value.kind];
    case "exists":
    // What a value once was need not be what is seen now.
    case "held":
    case "changed":
      return null;
    default:
      return unreachable(test);
  }
}

const LITERAL_READINGS = {
  text: "text",
  number: "number",
  percent: "number",
  date: "time",
  boolean: "boolean",
} as const;
