import { DAY_MS, formatInstant, parseIso } from "@habitus/kernel";
import { dayAt, firstInstantAt, offsetAt, startOfDay } from "@habitus/segments";

const SHOWN = "2026-03-01T09:30".length;
const DATE = "2026-03-01".length;

/** An instant as a field for date and time shows it, by the clocks of a zone: "2026-03-01T09:30"; empty for none. */
export function localTime(instant: string, zone: string): string {
  const at = parseIso(instant)?.at;
  return at === undefined ? "" : formatInstant(at + offsetAt(zone, at)).slice(0, SHOWN);
}

/**
 * The instant that was chosen in such a field: the earlier one of a time that comes twice, the end of the gap for one that
 * never comes; undefined while it is empty or half typed.
 */
export function instantOfLocal(value: string, zone: string): string | undefined {
  const clock = value.length < SHOWN ? undefined : parseIso(value)?.at;
  return clock === undefined ? undefined : formatInstant(firstInstantAt(zone, clock));
}

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
  return formatInstant(dayAt(zone, instant) * DAY_MS).slice(0, DATE);
}
