import type { Instant } from "@habitus/kernel";
import type { HistoryEvent } from "@habitus/segments";
import type { HomeZone, MovingWindow } from "../window/moving-window.ts";
import { countUpTo, putAt } from "../window/times.ts";
import { allDated, dropFirstPairs, emptied, placeOfDated } from "./dated-values.ts";
import { type DatedRanks, isTrue, type Rank, ranksOf } from "./extreme-ranks.ts";
import type { ExtremeLeaf } from "./number-of-event.ts";
import type { Operator } from "./operator.ts";

// What is kept in bytes is read, changed and written back before anything else is read.
const spare: DatedRanks = { times: [], values: [] };

/**
 * The smallest or largest number in a window that moves with now.
 *
 * Invariant: kept are the (time, rank) pairs that have not left the window for good, save those outdone by a pair of
 * the same time or newer that has entered for good: the newer one stays at least as long, so the older can never be the
 * extreme again. Pairs that have not entered outdo nothing, for until they enter the older ones count. So of what has
 * entered there is one pair for each rank at the most.
 */
export function movingExtremeOperator(
  leaf: ExtremeLeaf,
  window: MovingWindow,
): Operator<DatedRanks, HistoryEvent> {
  const ranks = ranksOf(leaf);
  return {
    name: `${leaf.of}, moving`,
    followsHome: window.followsHome,
    truthOfNothing: false,
    create: () => ({ times: [], values: [] }),
    spare: () => emptied(spare),
    insert: (kept, event, now) => {
      const { times, values } = kept;
      const { time } = event;
      const rank = time <= window.leftForGood(now) ? 0 : ranks.of(event);
      if (rank === 0) return false;
      const at = placeOfDated(kept, time, rank);
      if ((values[at] ?? 0) >= rank && (times[at] ?? 0) <= window.enteredForGood(now)) return false;
      putAt(times, at, time);
      putAt(values, at, rank);
      return true;
    },
    settle: (kept, now) => {
      dropFirstPairs(kept, countUpTo(kept.times, window.leftForGood(now)));
      dropOutdone(kept, countUpTo(kept.times, window.enteredForGood(now)));
    },
    truth: ({ times, values }, now, home) => {
      const { from, to } = inside(times, window, now, home);
      let best: Rank = 0;
      for (let at = from; at < to; at++) best = Math.max(best, values[at] ?? 0);
      return isTrue(best);
    },
    due: ({ times }, now, home) => {
      const { from, to } = inside(times, window, now, home);
      const leaving = from < to ? times[from] : undefined;
      const entering = times[to];
      return Math.min(
        leaving === undefined ? Number.POSITIVE_INFINITY : window.leavesAt(leaving, home),
        entering === undefined ? Number.POSITIVE_INFINITY : window.entersAt(entering, home),
      );
    },
    union: allDated,
    size: ({ times }) => times.length,
    write: ranks.write,
    read: (from) => ranks.read(from, spare),
    readBefore4: ranks.readNumbers,
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

/** Removes each of the first `entered` pairs that a later one of them outdoes: the others are moved up to those that follow. */
function dropOutdone(kept: DatedRanks, entered: number): void {
  const { times, values } = kept;
  let best: Rank = 0;
  let first = entered;
  for (let at = entered - 1; at >= 0; at--) {
    const rank = values[at] ?? 0;
    if (rank <= best) continue;
    best = rank;
    first--;
    times[first] = times[at] ?? 0;
    values[first] = rank;
  }
  dropFirstPairs(kept, first);
}
