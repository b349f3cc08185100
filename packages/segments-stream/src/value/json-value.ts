import {
  DAY_MS,
  daysFromCivil,
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
import type { Path } from "@habitus/segments";

/** A value that a test can hold for; a missing key, null, empty text and a number too large for a double are absent. */
export type PresentValue = Exclude<JsonValue, null>;

/** The present value at the path, undefined when it is absent. Only own keys count, and only objects have keys. */
export function valueAt(whole: JsonValue, path: Path): PresentValue | undefined {
  let value: JsonValue | undefined = whole;
  for (const key of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return presentValue(value);
}

/**
 * The present values at a path, in order: where a list stands before a key, the path goes on in each of its items.
 * @param isCounted Asked of the innermost item that a value lies in; what lies in none does not pass. Null: all count.
 */
export function valuesAt(
  whole: JsonValue,
  path: Path,
  isCounted: ((item: JsonValue) => boolean) | null,
): readonly PresentValue[] {
  const found: PresentValue[] = [];
  const walk = (value: JsonValue | undefined, step: number, item: JsonValue | undefined): void => {
    const key = path[step];
    if (key === undefined) {
      const present = presentValue(value);
      if (present === undefined) return;
      if (isCounted === null || (item !== undefined && isCounted(item))) found.push(present);
      return;
    }
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return;
    const inner = value[key];
    if (!Array.isArray(inner) || step + 1 === path.length) walk(inner, step + 1, item);
    else for (const each of inner) walk(each, step + 1, each);
  };
  walk(whole, 0, undefined);
  return found;
}

function presentValue(value: JsonValue | undefined): PresentValue | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  return typeof value === "number" && !Number.isFinite(value) ? undefined : value;
}

/** The number read last: the leaves that an event touches read the same one in turn. */
const lastRead: { number: number; decimal: Decimal | null } = { number: Number.NaN, decimal: null };

export function asNumber(value: PresentValue): Decimal | null {
  if (typeof value === "number") {
    if (value !== lastRead.number) {
      lastRead.decimal = decimalOfDouble(value);
      lastRead.number = value;
    }
    return lastRead.decimal;
  }
  if (typeof value === "string") return decimalFromText(value);
  return value instanceof ExactNumber ? decimalFromJsonNumber(value.text) : null;
}

const MICRO = 1_000_000;
const DECIMALS_PER_MICRO: Decimal = DECIMAL_ONE / BigInt(MICRO);
/** Up to so many digits a double stands for one decimal alone. */
const MOST_MICROS = 1e15;

/** The decimal that the double's own text shows. Of a number with few digits it is told without the text, in 30 ns instead of 700. */
export function decimalOfDouble(value: number): Decimal | null {
  const micros = Math.round(value * MICRO);
  // The division is exact to the last bit, so equality says that the double is the nearest to this decimal.
  if (Math.abs(micros) <= MOST_MICROS && micros / MICRO === value) return BigInt(micros) * DECIMALS_PER_MICRO;
  return decimalFromJsonNumber(String(value));
}

export function asText(value: PresentValue): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number" || value instanceof ExactNumber) {
    const decimal = asNumber(value);
    return decimal === null ? null : decimalToText(decimal);
  }
  return null;
}

const SECONDS_BELOW: Decimal = 100_000_000_000n * DECIMAL_ONE;
const DECIMALS_PER_MS_OF_SECONDS: Decimal = DECIMAL_ONE / 1_000n;

const FIRST_INSTANT: Instant = daysFromCivil(0, 1, 1) * DAY_MS;
const LAST_INSTANT: Instant = daysFromCivil(10_000, 1, 1) * DAY_MS - 1;

/** ISO text, or a number of epoch seconds below 1e11 in magnitude, else of epoch milliseconds; in the years 0 to 9999. */
export function asInstant(value: PresentValue): Instant | null {
  const number = asNumber(value);
  const instant = number === null ? instantOfText(value) : instantOfNumber(number);
  return instant !== null && instant >= FIRST_INSTANT && instant <= LAST_INSTANT ? instant : null;
}

function instantOfText(value: PresentValue): Instant | null {
  return typeof value === "string" ? (parseIso(value)?.at ?? null) : null;
}

function instantOfNumber(number: Decimal): Instant {
  const magnitude = number < 0n ? -number : number;
  return Number(number / (magnitude < SECONDS_BELOW ? DECIMALS_PER_MS_OF_SECONDS : DECIMAL_ONE));
}
