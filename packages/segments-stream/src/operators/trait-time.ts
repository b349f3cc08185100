import { DAY_MS, type Instant } from "@habitus/kernel";
import type { WhenTest, WhenWindow } from "@habitus/segments";
import { numbering } from "../window/periods.ts";
import type { InstantTest } from "./trait-instant.ts";

/** From when on, and until when, a value lies in the window. */
type Stay = { readonly enters: Instant; readonly leaves: Instant };

/** A time that lies in a window at now. */
export function whenTest({ window }: WhenTest): InstantTest {
  const stayOf = stayIn(window);
  return {
    name: "trait, as time",
    followsHome: false,
    kept: (at) => at,
    holds: (at, now) => {
      const { enters, leaves } = stayOf(at);
      return enters <= now && now < leaves;
    },
    edges: (at) => {
      const { enters, leaves } = stayOf(at);
      return [enters, leaves];
    },
  };
}

function stayIn(window: WhenWindow): (at: Instant) => Stay {
  if (window.kind === "sliding") {
    const { fromMs, toMs } = window;
    return (at) => ({
      enters: toMs === null ? Number.NEGATIVE_INFINITY : at + toMs,
      leaves: fromMs === null ? Number.POSITIVE_INFINITY : at + fromMs,
    });
  }
  const { numberOf, firstDay } = numbering(window.unit, window.weekStart);
  return (at) => {
    const first = numberOf(Math.floor(at / DAY_MS)) + window.endsAgo;
    return { enters: firstDay(first) * DAY_MS, leaves: firstDay(first + window.count) * DAY_MS };
  };
}
