import type { DaysCondition, LocalChoice } from "../tree/definition.ts";
import type { Keys } from "./problem.ts";
import type { Report } from "./report.ts";

const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** Days and times of day, by the clock where the event happened. */
export function checkLocal({ days, hours }: LocalChoice, at: Keys, report: Report): void {
  if (days === undefined && hours === undefined) {
    report(at, "nothing_local", "Days, times of day or both are needed here");
  }
  if (days?.length === 0) report([...at, "days"], "list_empty", "A choice of days needs at least one day");
  if (hours === undefined) return;
  for (const key of ["from", "to"] as const) checkClock(hours[key], key, [...at, "hours", key], report);
  if (hours.from !== hours.to) return;
  const message = "A time of day ends at another time than it begins; for the whole day leave it out";
  report([...at, "hours"], "empty_range", message);
}

function checkClock(clock: string, key: "from" | "to", at: Keys, report: Report): void {
  if (CLOCK.test(clock) || (key === "to" && clock === "24:00")) return;
  const padded = `0${clock}`;
  const message = `\`${clock}\` is no time of day; write hours and minutes such as 06:00 or 23:30`;
  report(at, "not_a_time_of_day", message, CLOCK.test(padded) ? padded : null);
}

/** Days and the calendar window they lie in are of one zone, for the sentence names it once. */
export function checkDaysZone(
  { window, inTheirTimeZone }: Pick<DaysCondition, "window" | "inTheirTimeZone">,
  at: Keys,
  report: Report,
): void {
  const isCalendar = window?.kind === "this" || window?.kind === "previous" || window?.kind === "calendar";
  if (!isCalendar || window.inTheirTimeZone === inTheirTimeZone) return;
  report(
    [...at, "window"],
    "zone_not_here",
    "Days and their calendar window are of one time zone; give it to both or to none",
  );
}
