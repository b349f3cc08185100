import { type Decimal, DECIMAL_ONE, decimalFromText, type JsonValue, must } from "@habitus/kernel";
import type { NearTest } from "../plan/plan.ts";
import { asNumber, valueAt } from "./values.ts";

const ONE = 10n ** 18n;
const PI = 3_141_592_653_589_793_238n;

/** Whether a value holds a place that is near enough; each step as the plan says it. */
export function isNear(test: NearTest, value: JsonValue): boolean {
  const lat = degreesAt(value, ["lat", "latitude"], 90n);
  const lon = degreesAt(value, ["lon", "lng", "longitude"], 180n);
  if (lat === null || lon === null) return false;
  const north = magnitude(lat - decimal(test.lat));
  const around = magnitude(lon - decimal(test.lon));
  const east = around > 180n * DECIMAL_ONE ? 360n * DECIMAL_ONE - around : around;
  const cosines = BigInt(test.cosine) * sine(radians(90n * DECIMAL_ONE - magnitude(lat)));
  const both = sine(radians(north) / 2n) ** 2n + (cosines * sine(radians(east) / 2n) ** 2n) / ONE ** 2n;
  return both <= BigInt(test.most);
}

function degreesAt(value: JsonValue, keys: readonly string[], most: bigint): Decimal | null {
  const found = keys.map((key) => asNumber(valueAt(value, [key]))).find((number) => number !== null);
  return found === undefined || magnitude(found) > most * DECIMAL_ONE ? null : found;
}

function radians(degrees: Decimal): bigint {
  return (degrees * PI) / (180n * DECIMAL_ONE);
}

function sine(angle: bigint): bigint {
  const square = (angle * angle) / ONE;
  let sum = ONE;
  for (let k = 13n; k > 0n; k--) sum = ONE - (square * sum) / ONE / (2n * k * (2n * k + 1n));
  return (angle * sum) / ONE;
}

function magnitude(number: bigint): bigint {
  return number < 0n ? -number : number;
}

function decimal(text: string): Decimal {
  return must(decimalFromText(text), "a plan's numbers are canonical");
}
