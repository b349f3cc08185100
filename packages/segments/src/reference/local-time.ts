import { DAY_MS, MINUTE_MS } from "@habitus/kernel";
import type { HistoryEvent } from "../history.ts";
import type { LocalTime } from "../plan/plan.ts";
import { offsetAt } from "../zone/zone.ts";
import { zoneName } from "./window.ts";

/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 4;

/** @param homeZone the value of the trait `timezone`, whatever that is. */
export function isAtLocalTime(
  { days, hours, otherwise }: LocalTime,
  { time, offsetMinutes }: HistoryEvent,
  homeZone: unknown,
): boolean {
  const offset =
    offsetMinutes === null
      ? offsetAt(zoneName({ kind: "home", otherwise }, homeZone), time)
      : offsetMinutes * MINUTE_MS;
  const day = Math.floor((time + offset) / DAY_MS);
  const weekday = ((((day + FIRST_WEEKDAY - 1) % 7) + 7) % 7) + 1;
  if (days !== null && !days.includes(weekday)) return false;
  if (hours === null) return true;
  const { fromMs, toMs } = hours;
  const clock = time + offset - day * DAY_MS;
  return fromMs < toMs ? clock >= fromMs && clock < toMs : clock >= fromMs || clock < toMs;
}
