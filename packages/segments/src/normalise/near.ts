import { type Decimal, DECIMAL_ONE, decimalFromText, decimalToText, must } from "@habitus/kernel";
import type { NearTest } from "../plan/plan.ts";
import type { LengthUnit, NearComparison } from "../tree/definition.ts";
import { decimalTextOf } from "./tests-of.ts";

/** Nearly half around the earth; nothing is much farther away. */
export const FARTHEST_METRES = "20000000";

const METRES: Readonly<Record<LengthUnit, string>> = { m: "1", km: "1000", mile: "1609.344" };

/** Twice the mean radius of the earth (IUGG: 6,371,008.8 m), in decimetres. */
const DIAMETER = 127_420_176n;
const ONE = 1_000_000_000_000_000_000n;
/** A right angle, and half a turn in billionths of a degree. */
const PI = 3_141_592_653_589_793_238n;
const HALF_TURN = 180n * DECIMAL_ONE;

/** Cut to a billionth of a metre. */
export function metresOf({ within, unit }: NearComparison): Decimal {
  const amount = must(decimalFromText(within.value), "check lets through exact decimals only");
  return (amount * must(decimalFromText(METRES[unit]), "a decimal")) / DECIMAL_ONE;
}

export function nearTest(near: NearComparison): NearTest {
  const metres = metresOf(near);
  const lat = must(decimalFromText(decimalTextOf(near.lat)), "check lets through exact decimals only");
  const fromPole = 90n * DECIMAL_ONE - (lat < 0n ? -lat : lat);
  const sine = sineOf((metres * 10n * ONE) / (DIAMETER * DECIMAL_ONE));
  return {
    kind: "near",
    lat: decimalToText(lat),
    lon: decimalTextOf(near.lon),
    metres: decimalToText(metres),
    cosine: String(sineOf((fromPole * PI) / HALF_TURN)),
    most: String(sine * sine),
  };
}

/** As the plan says it. */
function sineOf(angle: bigint): bigint {
  const square = (angle * angle) / ONE;
  let sum = ONE;
  for (let k = 13n; k >= 1n; k--) sum = ONE - (square * sum) / ONE / (2n * k * (2n * k + 1n));
  return (angle * sum) / ONE;
}
