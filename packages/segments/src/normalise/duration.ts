import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, WEEK_MS } from "@habitus/kernel";
import type { CalendarUnit, DurationUnit } from "../tree/definition.ts";

/** Lengths of the units that have one; a day of a sliding window is 24 hours. */
export const DURATION_MS: Readonly<Record<Exclude<DurationUnit, "month" | "year">, number>> = {
  second: SECOND_MS,
  minute: MINUTE_MS,
  hour: HOUR_MS,
  day: DAY_MS,
  week: WEEK_MS,
};

/** The most days that a unit of the calendar has. */
export const CALENDAR_DAYS: Readonly<Record<CalendarUnit, number>> = {
  day: 1,
  week: 7,
  month: 31,
  year: 366,
};
