import type { CountLeaf, HistoryEvent } from "@habitus/segments";
import type { Instant } from "@habitus/kernel";
import type { LastingWindow } from "../window/lasting-window.ts";
import { allTimes, countUpTo } from "../window/times.ts";
import type { Operator } from "./operator.ts";

type Kept = {
  /** Events that have entered, counted up to the number asked for. */
  seen: number;
  /** Ascending times of events that have not: they are dated in the future or still too young. */
  waiting: Instant[];
};

/**
 * At least n events in a window that an event never leaves (ever, from X to Y, more than d ago).
 *
 * Invariant: `seen` is min(n, events that have entered), `waiting` the n - seen earliest of those that have not. The truth
 * can change once, when the n-th enters; a later event cannot make that instant earlier, an earlier one is inserted.
 */
export function lastingCountOperator(leaf: CountLeaf, window: LastingWindow): Operator<Kept, HistoryEvent> {
  const { atLeast } = leaf;
  // What is kept in bytes is read, changed and written back before the next person's is read.
  const spare: Instant[] = [];
  return {
    name: "count, lasting",
    followsHome: false,
    staysTrue: true,
    truthOfNothing: false,
    create: () => ({ seen: 0, waiting: [] }),
    insert: (kept, { time }, now) => {
      if (!window.covers(time) || kept.seen === atLeast) return false;
      if (time <= window.enteredUpTo(now)) {
        kept.seen++;
      } else {
        kept.waiting.splice(countUpTo(kept.waiting, time), 0, time);
      }
      const most = atLeast - kept.seen;
      if (kept.waiting.length > most) kept.waiting.length = most;
      return true;
    },
    settle: (kept, now) => {
      const entered = countUpTo(kept.waiting, window.enteredUpTo(now));
      if (entered === 0) return;
      kept.waiting.splice(0, entered);
      kept.seen += entered;
    },
    truth: (kept) => kept.seen === atLeast,
    due: (kept) => {
      const nth = kept.waiting[atLeast - kept.seen - 1];
      return nth === undefined ? Number.POSITIVE_INFINITY : window.entersAt(nth);
    },
    union: (one, other) => {
      const seen = Math.min(one.seen + other.seen, atLeast);
      return { seen, waiting: allTimes(one.waiting, other.waiting).slice(0, atLeast - seen) };
    },
    size: (kept) => Math.min(kept.seen, 1) + kept.waiting.length,
    write: (kept, to) => {
      to.count(kept.seen);
      to.ascending(kept.waiting);
    },
    read: (from) => ({ seen: from.count(), waiting: from.ascending(spare) }),
  };
}
