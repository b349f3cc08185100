import { DAY_MS } from "@habitus/kernel";
import type { DayTest } from "@habitus/segments";
import { daysAround } from "../window/home-days.ts";
import type { InstantTest } from "./trait-instant.ts";

/**
 * A time whose date lies among days around now. What is kept is the date, in days since 1970-01-01. The truth changes where these days begin
 * to hold it and where they cease to.
 */
export function dayTest({ days }: DayTest): InstantTest {
  const around = daysAround(days);
  return {
    name: "trait, day",
    followsHome: true,
    kept: (at) => Math.floor(at / DAY_MS),
    holds: (date, now, home) => {
      const { from, to } = around.spanAt(now, home);
      return date >= from && date < to;
    },
    edges: (date, _, home) => {
      const { enters, leaves } = around.stayOf(date, home);
      return [enters, leaves];
    },
  };
}
