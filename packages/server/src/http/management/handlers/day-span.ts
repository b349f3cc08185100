import { DAY_MS, type Instant, must, parseIso } from "@habitus/kernel";
import { startOfDay } from "@habitus/segments";

/** The first instant of a span of whole days, and the one after the last; null where it has no end. Dates that validation has let through. */
export function daySpan(
  zone: string,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
): { readonly from: Instant | null; readonly to: Instant | null } {
  return {
    from: from === undefined ? null : startOfDay(zone, dayOf(from)),
    to: to === undefined ? null : startOfDay(zone, dayOf(to) + 1),
  };
}

/** Days since 1970-01-01 of a date that validation has let through. */
export const dayOf = (date: string): number => must(parseIso(date), "validated as a date").at / DAY_MS;
