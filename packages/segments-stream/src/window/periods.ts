import { civilFromDays, DAY_MS, daysFromCivil, type Instant } from "@habitus/kernel";
import { ZONE_REACH_MS, type ZoneClock } from "./zone-clock.ts";

export type PeriodUnit = "day" | "week" | "month" | "year";

/** Calendar periods of one unit, numbered without gaps. */
export type Periods = {
  /** Number of the period that holds the instant. */
  numberAt(at: Instant, zone: ZoneClock): number;
  /** First instant of a period. */
  start(period: number, zone: ZoneClock): Instant;
  /** The earliest that period `numberAt(at) - back` can begin, whatever the zone: a bound, not an edge. */
  earliestStart(at: Instant, back: number): Instant;
};

export function periodsOf(unit: PeriodUnit, weekStart: number): Periods {
  const { numberOf, firstDay } = numbering(unit, weekStart);
  return {
    numberAt: (at, zone) => numberOf(zone.dayOf(at)),
    start: (period, zone) => zone.dayStart(firstDay(period)),
    earliestStart: (at, back) => {
      const earliestDay = Math.floor((at - ZONE_REACH_MS) / DAY_MS);
      return firstDay(numberOf(earliestDay) - back) * DAY_MS - ZONE_REACH_MS;
    },
  };
}

type Numbering = {
  readonly numberOf: (day: number) => number;
  readonly firstDay: (period: number) => number;
};

/** How periods of a unit are numbered, by days counted from 1970-01-01. */
export function numbering(unit: PeriodUnit, weekStart: number): Numbering {
  switch (unit) {
    case "day":
      return { numberOf: (day) => day, firstDay: (period) => period };
    case "week": {
      // Day 0, 1970-01-01, was a Thursday, weekday 4.
      const shift = 4 - weekStart;
      return {
        numberOf: (day) => Math.floor((day + shift) / 7),
        firstDay: (period) => period * 7 - shift,
      };
    }
    case "month":
      return {
        numberOf: (day) => {
          const { year, month } = civilFromDays(day);
          return year * 12 + month - 1;
        },
        firstDay: (period) => daysFromCivil(Math.floor(period / 12), (((period % 12) + 12) % 12) + 1, 1),
      };
    case "year":
      return {
        numberOf: (day) => civilFromDays(day).year,
        firstDay: (period) => daysFromCivil(period, 1, 1),
      };
  }
}
