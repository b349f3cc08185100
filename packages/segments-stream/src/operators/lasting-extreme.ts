import type { HistoryEvent } from "@habitus/segments";
import type { LastingWindow } from "../window/lasting-window.ts";
import { countUpTo } from "../window/times.ts";
import { allDated, insertDated, takeFirst } from "./dated-values.ts";
import { type DatedRanks, isTrue, type Rank, ranksOf } from "./extreme-ranks.ts";
import type { ExtremeLeaf } from "./number-of-event.ts";
import type { Operator } from "./operator.ts";

type Kept = { best: Rank; readonly waiting: DatedRanks };

/**
 * The smallest or largest number in a window that an event never leaves (ever, from X to Y, more than d ago).
 *
 * Invariant: `best` is the highest rank of exactly the events that have entered, 0 when there is none; `waiting` holds the
 * (time, rank) pairs of those that have not and will outdo all that has entered by then. A number that was once outdone
 * never matters again.
 */
export function lastingExtremeOperator(
  leaf: ExtremeLeaf,
  window: LastingWindow,
): Operator<Kept, HistoryEvent> {
  const ranks = ranksOf(leaf);
  return {
    name: `${leaf.of}, lasting`,
    followsHome: false,
    ...(ranks.highest === 1 ? { staysTrue: true } : {}),
    truthOfNothing: false,
    create: () => ({ best: 0, waiting: { times: [], values: [] } }),
    insert: (kept, event, now) => {
      const rank = window.covers(event.time) ? ranks.of(event) : 0;
      if (rank <= kept.best) return false;
      if (event.time > window.enteredUpTo(now)) insertDated(kept.waiting, event.time, rank);
      else kept.best = rank;
      return true;
    },
    settle: (kept, now) => {
      const entered = countUpTo(kept.waiting.times, window.enteredUpTo(now));
      for (const rank of takeFirst(kept.waiting, entered)) kept.best = Math.max(kept.best, rank);
      dropOutdone(kept.waiting, kept.best);
    },
    truth: ({ best }) => isTrue(best),
    due: ({ waiting }) => {
      const [next] = waiting.times;
      return next === undefined ? Number.POSITIVE_INFINITY : window.entersAt(next);
    },
    union: (one, other) => ({
      best: Math.max(one.best, other.best),
      waiting: allDated(one.waiting, other.waiting),
    }),
    size: ({ best, waiting }) => Math.min(best, 1) + waiting.times.length,
    write: ({ best, waiting }, to) => {
      to.byte(best);
      ranks.write(waiting, to);
    },
    read: (from) => ({ best: from.byte(), waiting: ranks.read(from) }),
    readBefore4: (from) => ({
      best: from.byte() === 0 ? 0 : ranks.ofNumber(from.big()),
      waiting: ranks.readNumbers(from),
    }),
  };
}

/** Leaves the pairs that outdo `best` and all that enter before them. */
function dropOutdone({ times, values }: DatedRanks, best: Rank): void {
  let highest = best;
  let at = 0;
  for (let rank = values[at]; rank !== undefined; rank = values[at]) {
    if (rank > highest) {
      highest = rank;
      at++;
      continue;
    }
    times.splice(at, 1);
    values.splice(at, 1);
  }
}
