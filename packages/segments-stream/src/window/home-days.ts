import type { Instant } from "@habitus/kernel";
import type { HomeDays } from "@habitus/segments";
import { type HomeZone, zoneChooser } from "./moving-window.ts";
import { numbering } from "./periods.ts";
import type { ZoneClock } from "./zone-clock.ts";

/** Dates around the one of now where the person lives; dates are days since 1970-01-01. */
export type DaysAround = {
  /** [from, to). */
  spanAt(now: Instant, home: HomeZone): { readonly from: number; readonly to: number };
  /** From when on, and until when, a date lies among them. */
  stayOf(day: number, home: HomeZone): { readonly enters: Instant; readonly leaves: Instant };
  clockOf(home: HomeZone): ZoneClock;
};

export function daysAround({ unit, count, endsAgo, weekStart, otherwise }: HomeDays): DaysAround {
  const { numberOf, firstDay } = numbering(unit, weekStart);
  const clockOf = zoneChooser({ kind: "home", otherwise });
  return {
    clockOf,
    spanAt: (now, home) => {
      const end = numberOf(clockOf(home).dayOf(now)) - endsAgo + 1;
      return { from: firstDay(end - count), to: firstDay(end) };
    },
    stayOf: (day, home) => {
      const first = numberOf(day) + endsAgo;
      const clock = clockOf(home);
      return { enters: clock.dayStart(firstDay(first)), leaves: clock.dayStart(firstDay(first + count)) };
    },
  };
}
