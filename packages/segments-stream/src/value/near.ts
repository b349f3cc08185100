import { type Decimal, decimalFromText, must } from "@habitus/kernel";
import type { NearTest } from "@habitus/segments";
import { asNumber, type PresentValue, valueAt } from "./json-value.ts";
import type { ValueCheck } from "./value-test.ts";

/** One, in the units of angles and their sines. */
const UNIT = 1_000_000_000_000_000_000n;
const DEGREE = 1_000_000_000n;
const PI = 3_141_592_653_589_793_238n;
/** What the terms of the sine are divided by, the last first: 26 x 27, 24 x 25 ... 2 x 3. */
const DIVISORS = Array.from({ length: 13 }, (_, step) => BigInt((26 - 2 * step) * (27 - 2 * step)));

/** Is the value a place near enough? The sums of the plan's `NearTest`, in whole numbers. */
export function compileNear(test: NearTest): ValueCheck {
  const north = decimalOf(test.lat);
  const east = decimalOf(test.lon);
  const cosine = BigInt(test.cosine);
  const most = BigInt(test.most);
  return (value) => {
    const lat = degreesOf(value, NORTH, 90n * DEGREE);
    const lon = lat === null ? null : degreesOf(value, EAST, 180n * DEGREE);
    if (lat === null || lon === null) return false;
    const upwards = halfSine(distance(lat, north));
    if (upwards * upwards > most) return false;
    const around = distance(lon, east);
    const sideways = halfSine(around > 180n * DEGREE ? 360n * DEGREE - around : around);
    const ownCosine = sineOf(radiansOf(90n * DEGREE - distance(lat, 0n)));
    return upwards * upwards + (cosine * ownCosine * sideways * sideways) / (UNIT * UNIT) <= most;
  };
}

const NORTH = ["lat", "latitude"] as const;
const EAST = ["lon", "lng", "longitude"] as const;

function degreesOf(value: PresentValue, keys: readonly string[], most: Decimal): Decimal | null {
  for (const key of keys) {
    const own = valueAt(value, [key]);
    const number = own === undefined ? null : asNumber(own);
    if (number !== null) return number >= -most && number <= most ? number : null;
  }
  return null;
}

function halfSine(degrees: Decimal): bigint {
  return sineOf(radiansOf(degrees) / 2n);
}

function radiansOf(degrees: Decimal): bigint {
  return (degrees * PI) / (180n * DEGREE);
}

function sineOf(angle: bigint): bigint {
  const square = (angle * angle) / UNIT;
  const sum = DIVISORS.reduce((inner, divisor) => UNIT - (square * inner) / UNIT / divisor, UNIT);
  return (angle * sum) / UNIT;
}

function distance(one: Decimal, other: Decimal): Decimal {
  return one < other ? other - one : one - other;
}

function decimalOf(text: string): Decimal {
  return must(decimalFromText(text), "a plan's numbers are canonical");
}
