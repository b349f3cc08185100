import type { Decimal } from "@habitus/kernel";
import type { HistoryEvent } from "@habitus/segments";
import type { MovingWindow } from "../window/moving-window.ts";
import { countUpTo } from "../window/times.ts";
import { type DatedValues, dropFirstPairs, insertDated, readDated, writeDated } from "./dated-values.ts";
import { totalCheck, totalReader, type TotalLeaf } from "./number-of-event.ts";
import type { Operator } from "./operator.ts";

/** `sum` is the sum of values[from .. to). */
type Kept = DatedValues & { from: number; to: number; sum: Decimal };

/**
 * The sum or average of numbers in a window that moves with now.
 *
 * Invariant: kept are the (time, number) pairs of every event that has not left the window for good, those that have not
 * entered included; after `settle`, `sum` covers exactly the pairs inside the window. The sum may change at every edge,
 * so the next edge is the next due time.
 */
export function movingTotalOperator(leaf: TotalLeaf, window: MovingWindow): Operator<Kept, HistoryEvent> {
  const numbersOf = totalReader(leaf);
  const check = totalCheck(leaf);
  // What is kept in bytes is read, changed and written back before the next person's is read.
  const spare: DatedValues = { times: [], values: [] };
  return {
    name: `${leaf.of}, moving`,
    followsHome: window.followsHome,
    truthOfNothing: check(0n, 0),
    create: () => ({ times: [], values: [], from: 0, to: 0, sum: 0n }),
    insert: (kept, event, now) => {
      if (event.time <= window.leftForGood(now)) return false;
      const values = numbersOf(event);
      for (const value of values) {
        const at = insertDated(kept, event.time, value);
        if (at < kept.to) {
          kept.to++;
          kept.sum += value;
        }
        if (at < kept.from) {
          kept.from++;
          kept.sum -= value;
        }
      }
      return values.length > 0;
    },
    settle: (kept, now, home) => {
      const left = countUpTo(kept.times, window.leftUpTo(now, home));
      const entered = countUpTo(kept.times, window.enteredUpTo(now, home));
      kept.sum += sumBetween(kept.values, kept.to, entered) - sumBetween(kept.values, kept.from, left);
      const gone = countUpTo(kept.times, window.leftForGood(now));
      dropFirstPairs(kept, gone);
      kept.from = left - gone;
      kept.to = entered - gone;
    },
    truth: (kept) => check(kept.sum, kept.to - kept.from),
    due: (kept, _now, home) => {
      const leaving = kept.from < kept.to ? kept.times[kept.from] : undefined;
      const entering = kept.times[kept.to];
      return Math.min(
        leaving === undefined ? Number.POSITIVE_INFINITY : window.leavesAt(leaving, home),
        entering === undefined ? Number.POSITIVE_INFINITY : window.entersAt(entering, home),
      );
    },
    size: (kept) => kept.times.length,
    write: (kept, to) => writeDated(kept, to),
    // The engine settles what it has read, which moves the empty range to where it belongs.
    read: (from) => {
      const { times, values } = readDated(from, spare);
      return { times, values, from: 0, to: 0, sum: 0n };
    },
  };
}

/** The sum of values[from .. to), negated when `to` lies before `from`. */
function sumBetween(values: readonly Decimal[], from: number, to: number): Decimal {
  let sum = 0n;
  for (let at = Math.min(from, to); at < Math.max(from, to); at++) sum += values[at] ?? 0n;
  return from <= to ? sum : -sum;
}
