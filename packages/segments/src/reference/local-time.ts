import { DAY_MS, MINUTE_MS } from "@habitus/kernel";
import type { HistoryEvent } from "../history.ts";
import type { LocalTime } from "../plan/plan.ts";
import { offsetAt } from "../zone/zone.ts";
import { zoneName } from "./window.ts";

/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 4;

/** What the clock shows where an event happened: the day, 1 Monday ... 7 Sunday, and the milliseconds since its midnight. */
export function localTimeOf(
  otherwise: string,
  { time, offsetMinutes }: HistoryEvent,
  homeZone: unknown,
): { readonly weekday: number; readonly clock: number } {
  const offset =
    offsetMinutes === null
      ? offsetAt(zoneName({ kind: "home", otherwise }, homeZone), time)
      : offsetMinutes * MINUTE_MS;
  const day = Math.floor((time + offset) / DAY_MS);
  const weekday = ((((day + FIRST_WEEKDAY - 1) % 7) + 7) % 7) + 1;
  return { weekday, clock: time + offset - day * DAY_MS };
}

/** @param homeZone what the person says or calls said, whatever that is. */
export function isAtLocalTime(
  { days, hours, otherwise }: LocalTime,
  event: HistoryEvent,
  homeZone: unknown,
): boolean {
  const { weekday, clock } = localTimeOf(otherwise, event, homeZone);
  if (days !== null && !days.includes(weekday)) return false;
  if (hours === null) return true;
  const { fromMs, toMs } = hours;
  return fromMs < toMs ? clock >= fromMs && clock < toMs : clock >= fromMs || clock < toMs;
}
