import { DAY_MS, type Instant } from "@habitus/kernel";
import { firstInstantAt } from "@habitus/segments";

/** The date that the clock of the zone shows, in days since 1970-01-01. */
export function localDay(zone: string, at: Instant): number {
  let day = Math.floor(at / DAY_MS) + 1;
  while (firstInstantAt(zone, day * DAY_MS) > at) day--;
  return day;
}
