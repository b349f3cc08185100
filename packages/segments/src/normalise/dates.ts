import { DAY_MS, type Instant, must, parseIso } from "@habitus/kernel";
import { firstInstantAt } from "../zone/zone.ts";

const BARE_DATE_LENGTH = "2026-01-31".length;

/** The instant a window's date names; without an offset on the clocks of `zone`. */
export function windowInstant(date: string, zone: string): Instant {
  const { at, offsetMinutes } = must(parseIso(date), "check lets through ISO dates only");
  return offsetMinutes === null ? firstInstantAt(zone, at) : at;
}

/** What a date literal covers in a value test: the whole day of a bare date, else one instant. */
export function literalDay(date: string): { readonly from: Instant; readonly to: Instant | null } {
  const { at } = must(parseIso(date), "check lets through ISO dates only");
  return { from: at, to: date.length === BARE_DATE_LENGTH ? at + DAY_MS : null };
}
