import {
  type Decimal,
  DECIMAL_ONE,
  decimalFromJsonNumber,
  decimalFromText,
  decimalToText,
  ExactNumber,
  type Instant,
  isJsonObject,
  type JsonValue,
  parseIso,
} from "@habitus/kernel";
import type { Path } from "../plan/plan.ts";

/** The value at a path, or null where it is absent: no such key, null, empty text, or a number that is none. */
export function valueAt(whole: JsonValue, path: Path): Exclude<JsonValue, null> | null {
  let value = whole;
  for (const key of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return null;
    value = value[key] ?? null;
  }
  if (value === "" || (typeof value === "number" && !Number.isFinite(value))) return null;
  return value;
}

/**
 * The values at a path that leads on in every item of a list, in order; the absent are left out.
 * @param isCounted Asked of the innermost item that a value lies in, null where it lies in none.
 */
export function valuesAt(
  whole: JsonValue,
  path: Path,
  isCounted: (item: JsonValue) => boolean,
): readonly Exclude<JsonValue, null>[] {
  let found: readonly Reached[] = [{ item: null, value: whole }];
  for (const key of path) {
    const inItems = found.flatMap(({ item, value }): readonly Reached[] =>
      Array.isArray(value)
        ? value.map((each: JsonValue) => ({ item: each, value: each }))
        : [{ item, value }],
    );
    found = inItems.map(({ item, value }) => ({ item, value: valueAt(value, [key]) }));
  }
  return found.flatMap(({ item, value }) => (value !== null && isCounted(item) ? [value] : []));
}

type Reached = { readonly item: JsonValue; readonly value: JsonValue };

export function asNumber(value: JsonValue): Decimal | null {
  if (typeof value === "string") return decimalFromText(value);
  if (typeof value === "number") return decimalFromJsonNumber(String(value));
  return value instanceof ExactNumber ? decimalFromJsonNumber(value.text) : null;
}

export function asText(value: JsonValue): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  const number = asNumber(value);
  return number === null ? null : decimalToText(number);
}

const SECONDS_BELOW = 100_000_000_000n * DECIMAL_ONE;
const FIRST_TIME = -62_167_219_200_000;
const LAST_TIME = 253_402_300_799_999;

export function asTime(value: JsonValue): Instant | null {
  const number = asNumber(value);
  const at =
    number !== null ? timeOfNumber(number) : typeof value === "string" ? parseIso(value)?.at : undefined;
  return at === undefined || at < FIRST_TIME || at > LAST_TIME ? null : at;
}

/** Epoch seconds when small, else epoch milliseconds; division of bigints cuts towards zero. */
function timeOfNumber(number: Decimal): Instant {
  const inSeconds = number > -SECONDS_BELOW && number < SECONDS_BELOW;
  return Number(inSeconds ? (number * 1_000n) / DECIMAL_ONE : number / DECIMAL_ONE);
}

/** Unicode simple lower-casing: code point by code point, each to one code point. */
export function lowerCase(text: string): string {
  let lower = "";
  for (const character of text) {
    const [first = character] = character.toLowerCase();
    lower += first;
  }
  return lower;
}
