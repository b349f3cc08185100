import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from "@habitus/kernel";
import type { ClockValue, HistoryEvent, LocalTime } from "@habitus/segments";
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
    const { weekday, clock } = shownBy(local);
    return (days === null || days.includes(weekday)) && isWithin(hours, clock);
  };
  return {
    ofEvent: ({ time, offsetMinutes }) =>
      offsetMinutes === null ? null : holds(time + offsetMinutes * MINUTE_MS),
    atHome: (time, home) => holds(time + clockOf(home).offsetAt(time)),
  };
}

/** The weekday from 1, Monday, and the milliseconds since midnight. */
function shownBy(local: number): { readonly weekday: number; readonly clock: number } {
  const day = Math.floor(local / DAY_MS);
  // Day 0 was a Thursday; numbers of days before it are negative.
  return { weekday: ((((day + 3) % 7) + 7) % 7) + 1, clock: local - day * DAY_MS };
}

/** What the clock shows where an event happens, as text. */
export type ClockReader = {
  /** Null for an event without an offset of its own: only `atHome` can say. */
  ofEvent(event: HistoryEvent): string | null;
  atHome(time: Instant, home: HomeZone): string;
};

export function clockReader({ unit, otherwise }: ClockValue): ClockReader {
  const clockOf = zoneChooser({ kind: "home", otherwise });
  const read = (local: number): string => {
    const { weekday, clock } = shownBy(local);
    return String(unit === "hour" ? Math.floor(clock / HOUR_MS) : weekday);
  };
  return {
    ofEvent: ({ time, offsetMinutes }) =>
      offsetMinutes === null ? null : read(time + offsetMinutes * MINUTE_MS),
    atHome: (time, home) => read(time + clockOf(home).offsetAt(time)),
  };
}

function isWithin(hours: LocalTime["hours"], clock: number): boolean {
  if (hours === null) return true;
  const { fromMs, toMs } = hours;
  return fromMs < toMs ? fromMs <= clock && clock < toMs : fromMs <= clock || clock < toMs;
}
