import { must, type Instant } from "@habitus/kernel";
import type { Window, Zone } from "@habitus/segments";
import { periodsOf } from "./periods.ts";
import { type ZoneClock, zoneClock } from "./zone-clock.ts";

/** The clock of a person's own zone, null when the person has named none. */
export type HomeZone = ZoneClock | null;

/**
 * A window that events enter and leave again. Both edges only move forward while the zone stays, so at any instant the
 * times inside are one unbroken run of the sorted times: (leftUpTo, enteredUpTo].
 */
export type MovingWindow = {
  /** True when the edges depend on the person's home zone. */
  readonly followsHome: boolean;
  /** Times up to this one have entered (times of events that are not visible yet have not). */
  enteredUpTo(now: Instant, home: HomeZone): Instant;
  /** Times up to this one have left. */
  leftUpTo(now: Instant, home: HomeZone): Instant;
  /** When an event of this time enters, and when it leaves. */
  entersAt(time: Instant, home: HomeZone): Instant;
  leavesAt(time: Instant, home: HomeZone): Instant;
  /** As `enteredUpTo` and `leftUpTo`, but true at every later now and in every zone the person may move to. */
  enteredForGood(now: Instant): Instant;
  leftForGood(now: Instant): Instant;
};

/** A sliding window that ends behind as well: (now - fromMs, now - toMs]. */
export function slidingWindow(fromMs: number, toMs: number): MovingWindow {
  const entered = (now: Instant): Instant => now - toMs;
  const left = (now: Instant): Instant => now - fromMs;
  return {
    followsHome: false,
    enteredUpTo: entered,
    leftUpTo: left,
    entersAt: (time) => time + toMs,
    leavesAt: (time) => time + fromMs,
    enteredForGood: entered,
    leftForGood: left,
  };
}

export function calendarWindow(window: Extract<Window, { kind: "calendar" }>): MovingWindow {
  const { unit, count, endsAgo } = window;
  const periods = periodsOf(unit, window.weekStart);
  const zoneOf = zoneChooser(window.zone);
  const startBack = (now: Instant, back: number, zone: ZoneClock): Instant =>
    periods.start(periods.numberAt(now, zone) - back, zone);

  const enteredUpTo = (now: Instant, home: HomeZone): Instant =>
    endsAgo === 0 ? now : startBack(now, endsAgo - 1, zoneOf(home)) - 1;
  const leftUpTo = (now: Instant, home: HomeZone): Instant =>
    startBack(now, endsAgo + count - 1, zoneOf(home)) - 1;
  const startAfter = (time: Instant, ahead: number, zone: ZoneClock): Instant =>
    periods.start(periods.numberAt(time, zone) + ahead, zone);

  const followsHome = window.zone.kind === "home";
  return {
    followsHome,
    enteredUpTo,
    leftUpTo,
    entersAt: (time, home) => (endsAgo === 0 ? time : startAfter(time, endsAgo, zoneOf(home))),
    leavesAt: (time, home) => startAfter(time, endsAgo + count, zoneOf(home)),
    enteredForGood: (now) => {
      if (endsAgo === 0) return now;
      return followsHome ? periods.earliestStart(now, endsAgo - 1) - 1 : enteredUpTo(now, null);
    },
    leftForGood: (now) =>
      followsHome ? periods.earliestStart(now, endsAgo + count - 1) - 1 : leftUpTo(now, null),
  };
}

/** The clock of a zone, which may be that of the person's home. */
export function zoneChooser(zone: Zone): (home: HomeZone) => ZoneClock {
  const name = zone.kind === "named" ? zone.name : zone.otherwise;
  const otherwise = must(zoneClock(name), `the plan names an unknown time zone: ${name}`);
  return zone.kind === "named" ? () => otherwise : (home) => home ?? otherwise;
}
