import { DAY_MS, type Instant, MINUTE_MS } from "@habitus/kernel";
import type { HistoryEvent, LocalTime } from "@habitus/segments";
import { type HomeZone, zoneChooser } from "../window/moving-window.ts";

/** A condition on the clock where an event happens. */
export type LocalCheck = {
  /** Null for an event without an offset of its own: only `atHome` can say. */
  ofEvent(event: HistoryEvent): boolean | null;
  atHome(time: Instant, home: HomeZone): boolean;
};

export function localCheck({ days, hours, otherwise }: LocalTime): LocalCheck {
  const clockOf = zoneChooser({ kind: "home", otherwise });
  const holds = (local: number): boolean => {
    const day = Math.floor(local / DAY_MS);
    // Day 0 was a Thursday; numbers of days before it are negative.
    const weekday = ((((day + 3) % 7) + 7) % 7) + 1;
    return (days === null || days.includes(weekday)) && isWithin(hours, local - day * DAY_MS);
  };
  return {
    ofEvent: ({ time, offsetMinutes }) =>
      offsetMinutes === null ? null : holds(time + offsetMinutes * MINUTE_MS),
    atHome: (time, home) => holds(time + clockOf(home).offsetAt(time)),
  };
}

function isWithin(hours: LocalTime["hours"], clock: number): boolean {
  if (hours === null) return true;
  const { fromMs, toMs } = hours;
  return fromMs < toMs ? fromMs <= clock && clock < toMs : fromMs <= clock || clock < toMs;
}
