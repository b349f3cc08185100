import { HOUR_MS, MINUTE_MS } from "@habitus/kernel";
import type { LocalTime } from "../plan/plan.ts";
import type { LocalChoice, Weekday } from "../tree/definition.ts";

/** Monday first. */
export const WEEK: readonly Weekday[] = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
];
const WEEKEND = 5;

/** What a choice of days and times covers; null where it covers every day. */
export function localTimeOf({ days, hours }: LocalChoice, workspaceZone: string): LocalTime | null {
  const numbers = days === undefined ? [] : daysOf(days);
  const isEveryDay = numbers.length === 0 || numbers.length === WEEK.length;
  if (isEveryDay && hours === undefined) return null;
  return {
    days: isEveryDay ? null : numbers,
    hours: hours === undefined ? null : { fromMs: sinceMidnight(hours.from), toMs: sinceMidnight(hours.to) },
    otherwise: workspaceZone,
  };
}

/** 1 Monday ... 7 Sunday, ascending, each once. */
function daysOf(days: NonNullable<LocalChoice["days"]>): readonly number[] {
  const named =
    days === "weekdays" ? WEEK.slice(0, WEEKEND) : days === "weekends" ? WEEK.slice(WEEKEND) : days;
  return WEEK.flatMap((day, index) => (named.includes(day) ? [index + 1] : []));
}

function sinceMidnight(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * HOUR_MS + minutes * MINUTE_MS;
}
