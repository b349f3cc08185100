import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from "@habitus/kernel";
import type { ClockValue, HistoryEvent, LocalTime } from "@habitus/segments";
import { type HomeZone, zoneChooser } from "../window/moving-window.ts";

/** What is read from the clock where an event happens. */
export type AtClock<T> = {
  /** Null for an event without an offset of its own: only `atHome` can say. */
  ofEvent(event: HistoryEvent): T | null;
  atHome(time: Instant, home: HomeZone): T;
};

function atClock<T>(otherwise: LocalTime["otherwise"], read: (local: number) => T): AtClock<T> {
  const clockOf = zoneChooser({ kind: "home", otherwise });
  return {
    ofEvent: ({ time, offsetMinutes }) =>
      offsetMinutes === null ? null : read(time + offsetMinutes * MINUTE_MS),
    atHome: (time, home) => read(time + clockOf(home).offsetAt(time)),
  };
}

/** Whether it shows such a time. */
export function localCheck({ days, hours, otherwise }: LocalTime): AtClock<boolean> {
  return atClock(otherwise, (local) => {
    const { weekday, clock } = shownBy(local);
    return (days === null || days.includes(weekday)) && isWithin(hours, clock);
  });
}

/** The hour or the weekday that it shows, as text. */
export function clockReader({ unit, otherwise }: ClockValue): AtClock<string> {
  return atClock(otherwise, (local) => {
    const { weekday, clock } = shownBy(local);
    return String(unit === "hour" ? Math.floor(clock / HOUR_MS) : weekday);
  });
}

/** The weekday from 1, Monday, and the milliseconds since midnight. */
function shownBy(local: number): { readonly weekday: number; readonly clock: number } {
  const day = Math.floor(local / DAY_MS);
  // Day 0 was a Thursday; numbers of days before it are negative.
  return { weekday: ((((day + 3) % 7) + 7) % 7) + 1, clock: local - day * DAY_MS };
}

function isWithin(hours: LocalTime["hours"], clock: number): boolean {
  if (hours === null) return true;
  const { fromMs, toMs } = hours;
  return fromMs < toMs ? fromMs <= clock && clock < toMs : fromMs <= clock || clock < toMs;
}
