import type { Instant } from "@habitus/kernel";
import type { Window } from "@habitus/segments";

type SlidingWindow = Extract<Window, { kind: "sliding" }>;

/** A sliding window that reaches back without end: what has entered stays. */
export type OpenSlidingWindow = SlidingWindow & { readonly fromMs: null };

/** A window that an event never leaves: once it has entered, it counts for ever. */
export type LastingWindow = {
  covers(time: Instant): boolean;
  /** Covered times up to this one have entered. */
  enteredUpTo(now: Instant): Instant;
  entersAt(time: Instant): Instant;
};

export function lastingWindow(
  window: Extract<Window, { kind: "ever" | "fixed" }> | OpenSlidingWindow,
): LastingWindow {
  switch (window.kind) {
    case "ever":
      return entering(() => true, 0);
    case "fixed": {
      const from = window.from ?? Number.NEGATIVE_INFINITY;
      const to = window.to ?? Number.POSITIVE_INFINITY;
      return entering((time) => from <= time && time < to, 0);
    }
    case "sliding":
      return entering(() => true, window.toMs);
  }
}

function entering(covers: (time: Instant) => boolean, delayMs: number): LastingWindow {
  return { covers, enteredUpTo: (now) => now - delayMs, entersAt: (time) => time + delayMs };
}
