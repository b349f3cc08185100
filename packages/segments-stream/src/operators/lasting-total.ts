import type { Decimal } from "@habitus/kernel";
import type { HistoryEvent } from "@habitus/segments";
import type { LastingWindow } from "../window/lasting-window.ts";
import { countUpTo } from "../window/times.ts";
import { allDated, type DatedValues, insertDated, readDated, takeFirst, writeDated } from "./dated-values.ts";
import { totalCheck, totalReader, type TotalLeaf } from "./number-of-event.ts";
import type { Operator } from "./operator.ts";

type Kept = { sum: Decimal; count: number; readonly waiting: DatedValues };

/**
 * The sum or average of numbers in a window that an event never leaves (ever, from X to Y, more than d ago).
 *
 * Invariant: `sum` and `count` cover exactly the events that have entered, `waiting` holds the (time, number) pairs of
 * those that have not. Decimals are exact, so the order of arrival leaves no trace.
 */
export function lastingTotalOperator(leaf: TotalLeaf, window: LastingWindow): Operator<Kept, HistoryEvent> {
  const numbersOf = totalReader(leaf);
  const check = totalCheck(leaf);
  return {
    name: `${leaf.of}, lasting`,
    followsHome: false,
    truthOfNothing: check(0n, 0),
    create: () => ({ sum: 0n, count: 0, waiting: { times: [], values: [] } }),
    insert: (kept, event, now) => {
      if (!window.covers(event.time)) return false;
      const values = numbersOf(event);
      for (const value of values) {
        if (event.time > window.enteredUpTo(now)) {
          insertDated(kept.waiting, event.time, value);
        } else {
          kept.sum += value;
          kept.count++;
        }
      }
      return values.length > 0;
    },
    settle: (kept, now) => {
      for (const value of takeFirst(kept.waiting, countUpTo(kept.waiting.times, window.enteredUpTo(now)))) {
        kept.sum += value;
        kept.count++;
      }
    },
    truth: (kept) => check(kept.sum, kept.count),
    due: (kept) => {
      const next = kept.waiting.times[0];
      return next === undefined ? Number.POSITIVE_INFINITY : window.entersAt(next);
    },
    union: (one, other) => ({
      sum: one.sum + other.sum,
      count: one.count + other.count,
      waiting: allDated(one.waiting, other.waiting),
    }),
    size: (kept) => Math.min(kept.count, 1) + kept.waiting.times.length,
    write: (kept, to) => {
      to.big(kept.sum);
      to.count(kept.count);
      writeDated(kept.waiting, to);
    },
    read: (from) => ({ sum: from.big(), count: from.count(), waiting: readDated(from) }),
  };
}
