import { type Decimal, DECIMAL_INTEGER_DIGITS, DECIMAL_ONE } from "./decimal.ts";

/** Exact units of one currency per unit of another. */
export type ExchangeRate = { readonly digits: bigint; readonly scale: bigint };

/** More decimals than an amount has: one dong is 0.000034 euros. */
export const RATE_FRACTION_DIGITS = 15;
export const RATE_INTEGER_DIGITS = 9;

const RATE_TEXT = /^(\d{1,9})(?:\.(\d{1,15}))?$/;

/** Null for what is no number above 0 with at most 9 digits before the point and 15 behind it. */
export function readRate(text: string): ExchangeRate | null {
  const match = RATE_TEXT.exec(text);
  if (match === null) return null;
  const [, whole = "", fraction = ""] = match;
  const digits = BigInt(whole + fraction);
  return digits === 0n ? null : { digits, scale: 10n ** BigInt(fraction.length) };
}

/** Canonical text: no leading or trailing zeros. */
export function rateText(rate: string): string {
  const [whole = "", fraction = ""] = rate.split(".");
  const digits = fraction.replace(/0+$/, "");
  const units = whole.replace(/^0+(?=\d)/, "");
  return digits === "" ? units : `${units}.${digits}`;
}

const LARGEST = 10n ** BigInt(DECIMAL_INTEGER_DIGITS) * DECIMAL_ONE;

/** Rounded at the ninth decimal, halves away from zero; null where it has more than 18 digits before the point. */
export function exchanged(amount: Decimal, { digits, scale }: ExchangeRate): Decimal | null {
  const product = amount * digits;
  const magnitude = product < 0n ? -product : product;
  const rounded = (magnitude * 2n + scale) / (scale * 2n);
  if (rounded >= LARGEST) return null;
  return product < 0n ? -rounded : rounded;
}
