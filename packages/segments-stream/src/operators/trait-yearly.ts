import { civilFromDays, DAY_MS, daysFromCivil, daysInMonth, type Instant } from "@habitus/kernel";
import type { YearlyTest } from "@habitus/segments";
import { daysAround } from "../window/home-days.ts";
import type { HomeZone } from "../window/moving-window.ts";
import type { InstantTest } from "./trait-instant.ts";

/** A day, and the stretch around now that it lies in, are never so many years apart. */
const YEARS_AROUND = 3;

/**
 * A time whose day of the year lies among days around now. What is kept is its date, in days since 1970-01-01. The truth changes where a
 * date begins.
 */
export function yearlyTest({ days }: YearlyTest): InstantTest {
  const around = daysAround(days);
  const yearAt = (now: Instant, home: HomeZone): number =>
    civilFromDays(around.clockOf(home).dayOf(now)).year;
  return {
    name: "trait, yearly",
    followsHome: true,
    kept: (at) => Math.floor(at / DAY_MS),
    holds: (date, now, home) => {
      const { from, to } = around.spanAt(now, home);
      return returnsOf(date, yearAt(now, home)).some((day) => day >= from && day < to);
    },
    edges: (date, now, home) =>
      returnsOf(date, yearAt(now, home)).flatMap((day) => {
        const { enters, leaves } = around.stayOf(day, home);
        return [enters, leaves];
      }),
  };
}

/** The days on which a date comes round in the years around one, later than its own. */
function returnsOf(date: number, around: number): readonly number[] {
  const { year, month, day } = civilFromDays(date);
  const first = Math.max(year + 1, around - YEARS_AROUND);
  return Array.from({ length: 2 * YEARS_AROUND + 1 }, (_, ahead) => {
    const of = first + ahead;
    return daysFromCivil(of, month, Math.min(day, daysInMonth(of, month)));
  });
}
