import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, WEEK_MS } from "@habitus/kernel";
import type { DurationUnit } from "../tree/definition.ts";

/** Lengths of the units that have one; a day of a sliding window is 24 hours. */
export const DURATION_MS: Readonly<Record<Exclude<DurationUnit, "month" | "year">, number>> = {
  second: SECOND_MS,
  minute: MINUTE_MS,
  hour: HOUR_MS,
  day: DAY_MS,
  week: WEEK_MS,
};
