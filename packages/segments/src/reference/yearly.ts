import { civilFromDays, DAY_MS, daysFromCivil, daysInMonth, type Instant } from "@habitus/kernel";
import type { HomeDays } from "../plan/plan.ts";
import { homeDaysAt } from "./window.ts";

/** @param homeZone what the person says or calls said, whatever that is. */
export function comesRound(value: Instant, days: HomeDays, now: Instant, homeZone: unknown): boolean {
  const { from, to } = homeDaysAt(days, now, homeZone);
  for (let { year } = civilFromDays(from); year <= civilFromDays(to - 1).year; year++) {
    const day = dayInYear(value, year);
    if (day !== null && day >= from && day < to) return true;
  }
  return false;
}

/** Whether the date that UTC has at the value is one of the days. @param homeZone as for `comesRound`. */
export function isAmong(value: Instant, days: HomeDays, now: Instant, homeZone: unknown): boolean {
  const { from, to } = homeDaysAt(days, now, homeZone);
  const date = Math.floor(value / DAY_MS);
  return date >= from && date < to;
}

/** The day, since 1970-01-01, on which the date of an instant comes round in a year; null in its own year and before. */
export function dayInYear(value: Instant, year: number): number | null {
  const date = civilFromDays(Math.floor(value / DAY_MS));
  if (year <= date.year) return null;
  return daysFromCivil(year, date.month, Math.min(date.day, daysInMonth(year, date.month)));
}
