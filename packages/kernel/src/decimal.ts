/**
 * An exact decimal with 9 fraction digits, held as a bigint of billionths: sums carry no order and no rounding.
 * 18 integer digits at the most, so a value fits ClickHouse's Decimal128(9) with room for sums.
 */
export type Decimal = bigint;

export const DECIMAL_ONE: Decimal = 1_000_000_000n;
export const DECIMAL_FRACTION_DIGITS = 9;
export const DECIMAL_INTEGER_DIGITS = 18;

const NUMBER_TEXT = /^-?\d{1,18}(?:\.\d{1,9})?$/;
const JSON_NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;

/** Reads text that a person or an SDK sent as text; anything but `-?\d{1,18}(\.\d{1,9})?` is not a number. */
export function decimalFromText(text: string): Decimal | null {
  return NUMBER_TEXT.test(text) ? decimalFromJsonNumber(text) : null;
}

/**
 * Reads a JSON number token. Fraction digits past the ninth are cut off towards zero (as ClickHouse's toDecimal128
 * does), more than 18 integer digits give null: such a number counts as absent.
 */
export function decimalFromJsonNumber(token: string): Decimal | null {
  const match = JSON_NUMBER.exec(token);
  if (match === null) return null;
  const [, sign = "", integer = "", fraction = "", exponentText = "0"] = match;
  const exponent = Number(exponentText);
  const digits = integer + fraction;
  const pointAt = integer.length + exponent;
  const padded = pointAt < 0 ? "0".repeat(Math.min(-pointAt, 1_100)) + digits : digits;
  const point = Math.max(pointAt, 0);
  const whole = padded
    .slice(0, point)
    .padEnd(point > 1_100 ? 1_100 : point, "0")
    .replace(/^0+(?=\d)/, "");
  if (whole.length > DECIMAL_INTEGER_DIGITS) return null;
  const part = padded.slice(point, point + DECIMAL_FRACTION_DIGITS).padEnd(DECIMAL_FRACTION_DIGITS, "0");
  const magnitude = BigInt(whole === "" ? "0" : whole) * DECIMAL_ONE + BigInt(part);
  return sign === "-" ? -magnitude : magnitude;
}

/** Canonical text: no exponent, no trailing zeros, no "-0". */
export function decimalToText(value: Decimal): string {
  const magnitude = value < 0n ? -value : value;
  const whole = (magnitude / DECIMAL_ONE).toString();
  const fraction = (magnitude % DECIMAL_ONE)
    .toString()
    .padStart(DECIMAL_FRACTION_DIGITS, "0")
    .replace(/0+$/, "");
  const sign = value < 0n ? "-" : "";
  return fraction === "" ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}
