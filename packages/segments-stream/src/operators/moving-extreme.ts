import type { Decimal, Instant } from "@habitus/kernel";
import type { HistoryEvent } from "@habitus/segments";
import type { HomeZone, MovingWindow } from "../window/moving-window.ts";
import { countUpTo } from "../window/times.ts";
import { type DatedValues, dropFirstPairs, insertDated, readDated, writeDated } from "./dated-values.ts";
import { extremeCheck, type ExtremeLeaf, extremeOrder, numberReader } from "./number-of-event.ts";
import type { Operator } from "./operator.ts";

/**
 * The smallest or largest number in a window that moves with now.
 *
 * Invariant: kept are the (time, number) pairs that have not left the window for good, save those outdone by a pair of
 * the same time or newer that has entered for good: the newer one stays at least as long, so the older can never be the
 * extreme again. Pairs that have not entered outdo nothing, for until they enter the older ones count.
 */
export function movingExtremeOperator(
  leaf: ExtremeLeaf,
  window: MovingWindow,
): Operator<DatedValues, HistoryEvent> {
  const numberOf = numberReader(leaf);
  const check = extremeCheck(leaf);
  const outdoes = extremeOrder(leaf);
  // What is kept in bytes is read, changed and written back before the next person's is read.
  const spare: DatedValues = { times: [], values: [] };
  return {
    name: `${leaf.of}, moving`,
    followsHome: window.followsHome,
    truthOfNothing: false,
    create: () => ({ times: [], values: [] }),
    insert: (kept, event, now) => {
      const value = event.time <= window.leftForGood(now) ? null : numberOf(event);
      if (value === null) return false;
      insertDated(kept, event.time, value);
      return true;
    },
    settle: (kept, now) => {
      dropFirstPairs(kept, countUpTo(kept.times, window.leftForGood(now)));
      dropOutdone(kept, countUpTo(kept.times, window.enteredForGood(now)), outdoes);
    },
    truth: (kept, now, home) => {
      const { from, to } = inside(kept.times, window, now, home);
      let best: Decimal | null = null;
      for (let at = from; at < to; at++) {
        const value = kept.values[at];
        if (value !== undefined && (best === null || outdoes(value, best))) best = value;
      }
      return check(best);
    },
    due: (kept, now, home) => {
      const { from, to } = inside(kept.times, window, now, home);
      const leaving = from < to ? kept.times[from] : undefined;
      const entering = kept.times[to];
      return Math.min(
        leaving === undefined ? Number.POSITIVE_INFINITY : window.leavesAt(leaving, home),
        entering === undefined ? Number.POSITIVE_INFINITY : window.entersAt(entering, home),
      );
    },
    size: (kept) => kept.times.length,
    write: (kept, to) => writeDated(kept, to),
    read: (from) => readDated(from, spare),
  };
}

function inside(
  times: readonly Instant[],
  window: MovingWindow,
  now: Instant,
  home: HomeZone,
): { readonly from: number; readonly to: number } {
  return {
    from: countUpTo(times, window.leftUpTo(now, home)),
    to: countUpTo(times, window.enteredUpTo(now, home)),
  };
}

/** Removes each of the first `entered` pairs that a later one of them outdoes. */
function dropOutdone(
  kept: DatedValues,
  entered: number,
  outdoes: (one: Decimal, other: Decimal) => boolean,
): void {
  let best: Decimal | undefined;
  for (let at = entered - 1; at >= 0; at--) {
    const value = kept.values[at];
    if (value === undefined) continue;
    if (best !== undefined && outdoes(best, value)) {
      kept.times.splice(at, 1);
      kept.values.splice(at, 1);
    } else {
      best = value;
    }
  }
}
