import { assert, type Instant, unreachable } from "@habitus/kernel";
import type { Window } from "@habitus/segments";
import { type CalendarWindow, calendarInterval, type Interval } from "./calendar.ts";

/** The instants that the store's DateTime64(3) can hold; edges beyond them are moved onto them. */
const FIRST: Instant = -2_208_988_800_000;
const LAST: Instant = 10_413_791_999_999;

export type HomeWindow = CalendarWindow & {
  readonly zone: { readonly kind: "home"; readonly otherwise: string };
};

export const EVERYTHING: Interval = { from: FIRST, to: LAST + 1 };

/** What a window covers for everybody at `at`: in whole milliseconds, from inclusive, to exclusive, nothing after `at`. */
export function windowInterval(window: Exclude<Window, HomeWindow>, at: Instant): Interval {
  switch (window.kind) {
    case "ever":
      return visible({ from: FIRST, to: at + 1 }, at);
    case "sliding": {
      const from = window.fromMs === null ? FIRST : at - window.fromMs + 1;
      return visible({ from, to: at - window.toMs + 1 }, at);
    }
    case "fixed":
      return visible({ from: window.from ?? FIRST, to: window.to ?? LAST + 1 }, at);
    case "calendar":
      return visible(calendarInterval(window, namedZone(window), at), at);
    default:
      return unreachable(window);
  }
}

/** The same for people whose home zone is `zone`. */
export function homeInterval(window: HomeWindow, zone: string, at: Instant): Interval {
  return visible(calendarInterval(window, zone, at), at);
}

export function isHome(window: Window): window is HomeWindow {
  return window.kind === "calendar" && window.zone.kind === "home";
}

/** A window that is never reckoned in the person's own zone. */
export function namedWindow(window: Window): Exclude<Window, HomeWindow> {
  assert(!isHome(window), "the plan looks for changes of traits in a named zone");
  return window;
}

const namedZone = (window: CalendarWindow): string =>
  window.zone.kind === "named" ? window.zone.name : window.zone.otherwise;

function visible(interval: Interval, at: Instant): Interval {
  const from = Math.min(Math.max(interval.from, FIRST), LAST + 1);
  return { from, to: Math.max(from, Math.min(interval.to, at + 1, LAST + 1)) };
}

/** The same of any window, that of a person's own zone in the workspace's; `from` null without a beginning. */
export function windowSpan(
  window: Window,
  at: Instant,
): { readonly from: Instant | null; readonly to: Instant } {
  const { from, to } = isHome(window)
    ? homeInterval(window, window.zone.otherwise, at)
    : windowInterval(window, at);
  return { from: from === FIRST ? null : from, to };
}

export const isEmpty = (interval: Interval): boolean => interval.to <= interval.from;

/** The same instants as few intervals, in order of time. */
export function merged(intervals: readonly Interval[]): readonly Interval[] {
  const sorted = intervals
    .filter((each) => !isEmpty(each))
    .toSorted((a, b) => a.from - b.from || a.to - b.to);
  const done: Interval[] = [];
  for (const each of sorted) {
    const last = done.at(-1);
    if (last === undefined || each.from > last.to) done.push(each);
    else done[done.length - 1] = { from: last.from, to: Math.max(last.to, each.to) };
  }
  return done;
}
