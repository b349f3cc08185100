import { DAY_MS, formatInstant, parseIso } from "@habitus/kernel";
import { dayAt, startOfDay } from "@habitus/segments";

/** The days from one to another, both whole, by the clocks of a zone: their first instant and the one after the last. */
export function periodOf(
  from: string | undefined,
  to: string | undefined,
  zone: string,
): { readonly from: string | undefined; readonly to: string | undefined } {
  const begin = (day: string | undefined, later: number): string | undefined => {
    const read = day === undefined ? null : parseIso(day);
    return read === null ? undefined : formatInstant(startOfDay(zone, Math.floor(read.at / DAY_MS) + later));
  };
  return { from: begin(from, 0), to: begin(to, 1) };
}

/** The date that a zone has at an instant: 2026-03-01. */
export function dayText(instant: number, zone: string): string {
  return formatInstant(dayAt(zone, instant) * DAY_MS).slice(0, 10);
}
