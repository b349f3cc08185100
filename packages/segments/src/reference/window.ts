import { DAY_MS, type Instant, unreachable } from "@habitus/kernel";
import type { HomeDays, WhenWindow, Window, Zone } from "../plan/plan.ts";
import { dayAt, isZoneName, periodStart, startOfDay } from "../zone/zone.ts";

/** Instants that lie in [from, to). */
export type Span = { readonly from: Instant; readonly to: Instant };

/** Which instants a window covers at `now`. `homeZone` is what the person says or calls said, whatever that is. */
export function spanAt(window: Window, now: Instant, homeZone: unknown): Span {
  // The instant after now: what is dated later is not visible yet.
  const end = now + 1;
  switch (window.kind) {
    case "ever":
      return { from: Number.NEGATIVE_INFINITY, to: end };
    case "sliding":
      return {
        from: window.fromMs === null ? Number.NEGATIVE_INFINITY : end - window.fromMs,
        to: end - window.toMs,
      };
    case "fixed":
      return {
        from: window.from ?? Number.NEGATIVE_INFINITY,
        to: Math.min(end, window.to ?? Number.POSITIVE_INFINITY),
      };
    case "calendar": {
      const zone = zoneName(window.zone, homeZone);
      const last = -window.endsAgo;
      const start = (periods: number): Instant =>
        startOfDay(zone, periodStart(window.unit, window.weekStart, dayAt(zone, now), periods));
      return { from: start(last - window.count + 1), to: Math.min(end, start(last + 1)) };
    }
    default:
      return unreachable(window);
  }
}

/** Which instants a trait's value may lie in at `now`; whole periods of the UTC calendar. */
export function whenSpanAt(window: WhenWindow, now: Instant): Span {
  if (window.kind === "sliding") {
    const { fromMs, toMs } = window;
    return {
      from: fromMs === null ? Number.NEGATIVE_INFINITY : now + 1 - fromMs,
      to: toMs === null ? Number.POSITIVE_INFINITY : now + 1 - toMs,
    };
  }
  const today = Math.floor(now / DAY_MS);
  const start = (periods: number): Instant =>
    periodStart(window.unit, window.weekStart, today, periods) * DAY_MS;
  return { from: start(1 - window.endsAgo - window.count), to: start(1 - window.endsAgo) };
}

/** Dates as days since 1970-01-01, [from, to), that lie so around the one of `now` where the person lives. */
export function homeDaysAt(days: HomeDays, now: Instant, homeZone: unknown): Span {
  const today = dayAt(zoneName({ kind: "home", otherwise: days.otherwise }, homeZone), now);
  const start = (periods: number): number => periodStart(days.unit, days.weekStart, today, periods);
  return { from: start(1 - days.endsAgo - days.count), to: start(1 - days.endsAgo) };
}

export function zoneName(zone: Zone, homeZone: unknown): string {
  if (zone.kind === "named") return zone.name;
  return typeof homeZone === "string" && isZoneName(homeZone) ? homeZone : zone.otherwise;
}
