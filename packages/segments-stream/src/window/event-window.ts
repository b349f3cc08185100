import { type Instant, unreachable } from "@habitus/kernel";
import type { Window } from "@habitus/segments";
import { calendarWindow, type MovingWindow, slidingWindow } from "./moving-window.ts";

const NEVER = Number.POSITIVE_INFINITY;
const ALWAYS = Number.NEGATIVE_INFINITY;

/**
 * Any window as one that moves: a window that an event never leaves is one whose beginning stands still. For operators
 * that keep every event that may still count.
 */
export function eventWindow(window: Window): MovingWindow {
  switch (window.kind) {
    case "ever":
      return standing(ALWAYS, NEVER);
    case "fixed":
      return standing(window.from ?? ALWAYS, window.to ?? NEVER);
    case "sliding":
      return window.fromMs === null
        ? { ...slidingWindow(0, window.toMs), ...beginsAt(ALWAYS) }
        : slidingWindow(window.fromMs, window.toMs);
    case "calendar":
      return calendarWindow(window);
    default:
      return unreachable(window);
  }
}

/** [from, to), as far as it is visible. */
function standing(from: Instant, to: Instant): MovingWindow {
  const entered = (now: Instant): Instant => Math.min(now, to - 1);
  return {
    followsHome: false,
    enteredUpTo: entered,
    entersAt: (time) => (time < to ? time : NEVER),
    enteredForGood: entered,
    ...beginsAt(from),
  };
}

function beginsAt(from: Instant): Pick<MovingWindow, "leftUpTo" | "leavesAt" | "leftForGood"> {
  return { leftUpTo: () => from - 1, leavesAt: () => NEVER, leftForGood: () => from - 1 };
}
