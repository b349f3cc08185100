import type { Decimal } from "@habitus/kernel";
import type { HistoryEvent } from "@habitus/segments";
import type { LastingWindow } from "../window/lasting-window.ts";
import { countUpTo } from "../window/times.ts";
import { type DatedValues, insertDated, readDated, takeFirst, writeDated } from "./dated-values.ts";
import { extremeCheck, type ExtremeLeaf, extremeOrder, numberReader } from "./number-of-event.ts";
import type { Operator } from "./operator.ts";

type Kept = { best: Decimal | null; readonly waiting: DatedValues };

/**
 * The smallest or largest number in a window that an event never leaves (ever, from X to Y, more than d ago).
 *
 * Invariant: `best` is the extreme of exactly the events that have entered, null when there is none; `waiting` holds the
 * (time, number) pairs of those that have not. A number that was once outdone never matters again.
 */
export function lastingExtremeOperator(
  leaf: ExtremeLeaf,
  window: LastingWindow,
): Operator<Kept, HistoryEvent> {
  const numberOf = numberReader(leaf);
  const check = extremeCheck(leaf);
  const outdoes = extremeOrder(leaf);
  const take = (kept: Kept, value: Decimal): void => {
    if (kept.best === null || outdoes(value, kept.best)) kept.best = value;
  };
  return {
    name: `${leaf.of}, lasting`,
    followsHome: false,
    truthOfNothing: false,
    create: () => ({ best: null, waiting: { times: [], values: [] } }),
    insert: (kept, event, now) => {
      const value = window.covers(event.time) ? numberOf(event) : null;
      if (value === null) return false;
      if (event.time > window.enteredUpTo(now)) insertDated(kept.waiting, event.time, value);
      else take(kept, value);
      return true;
    },
    settle: (kept, now) => {
      for (const value of takeFirst(kept.waiting, countUpTo(kept.waiting.times, window.enteredUpTo(now))))
        take(kept, value);
    },
    truth: (kept) => check(kept.best),
    due: (kept) => {
      const next = kept.waiting.times[0];
      return next === undefined ? Number.POSITIVE_INFINITY : window.entersAt(next);
    },
    size: (kept) => (kept.best === null ? 0 : 1) + kept.waiting.times.length,
    write: (kept, to) => {
      to.byte(kept.best === null ? 0 : 1);
      if (kept.best !== null) to.big(kept.best);
      writeDated(kept.waiting, to);
    },
    read: (from) => ({ best: from.byte() === 0 ? null : from.big(), waiting: readDated(from) }),
  };
}
