import { decimalFromText, type Decimal } from "@habitus/kernel";
import type { NearComparison, NumberLiteral } from "../tree/definition.ts";
import { FARTHEST_METRES, metresOf } from "../normalise/near.ts";
import type { Keys } from "./problem.ts";
import type { Report } from "./report.ts";

/** A length on earth, and degrees that there are. The numbers themselves are checked by the caller. */
export function checkNear(near: NearComparison, at: Keys, report: Report): void {
  const { within, lat, lon } = near;
  const all = { within, lat, lon };
  for (const [key, number] of Object.entries(all)) {
    if (number.kind === "percent") {
      report([...at, key], "not_a_length", "Lengths and degrees are numbers, no percents", number.value);
    }
  }
  const metres = isNumber(within) ? metresOf(near) : null;
  if (metres !== null && (metres <= 0n || metres > decimalOf(FARTHEST_METRES))) {
    report([...at, "within"], "length_out_of_range", "A distance is more than 0 and at most 20000 km");
  }
  checkDegrees(lat, 90, [...at, "lat"], report);
  checkDegrees(lon, 180, [...at, "lon"], report);
}

function checkDegrees(number: NumberLiteral, most: number, at: Keys, report: Report): void {
  const degrees = decimalFromText(number.value);
  const bound = decimalOf(String(most));
  if (degrees === null || (degrees >= -bound && degrees <= bound)) return;
  const which = most === 90 ? "first, to the north" : "second, to the east";
  report(at, "degrees_out_of_range", `Degrees stand ${which}, and lie between -${most} and ${most}`);
}

function isNumber({ kind, value }: NumberLiteral): boolean {
  return kind === "number" && decimalFromText(value) !== null;
}

function decimalOf(text: string): Decimal {
  return decimalFromText(text) ?? 0n;
}
