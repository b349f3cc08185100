import type { Decimal, Instant } from "@habitus/kernel";
import type { HistoryEvent } from "@habitus/segments";
import type { HomeZone, MovingWindow } from "../window/moving-window.ts";
import { countUpTo } from "../window/times.ts";
import {
  allDated,
  type DatedValues,
  dropFirstPairs,
  emptied,
  insertDated,
  readDated,
  writeDated,
} from "./dated-values.ts";
import { totalCheck, totalReader, type TotalLeaf } from "./number-of-event.ts";
import type { Operator } from "./operator.ts";

const NEVER = Number.POSITIVE_INFINITY;
/** So many edges ahead are looked at, that a long list costs no more than a short one. */
const MOST_EDGES = 16;

// What is kept in bytes is read, changed and written back before anything else is read.
const spare: DatedValues = { times: [], values: [] };

/** `sum` is the sum of values[from .. to). */
type Kept = DatedValues & { from: number; to: number; sum: Decimal };

/**
 * The sum or average of numbers in a window that moves with now.
 *
 * Invariant: kept are the (time, number) pairs of every event that has not left the window for good, those that have not
 * entered included; after `settle`, `sum` covers exactly the pairs inside the window. It is due at the first edge at which the
 * comparison says something else, or at the last of those looked at.
 */
export function movingTotalOperator(leaf: TotalLeaf, window: MovingWindow): Operator<Kept, HistoryEvent> {
  const numbersOf = totalReader(leaf);
  const check = totalCheck(leaf);
  return {
    name: `${leaf.of}, moving`,
    followsHome: window.followsHome,
    truthOfNothing: check(0n, 0),
    create: () => withoutRange({ times: [], values: [] }),
    spare: () => withoutRange(emptied(spare)),
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
    due: (kept, _now, home) => nextChange(kept, window, home, check),
    union: (one, other) => withoutRange(allDated(one, other)),
    size: (kept) => kept.times.length,
    write: (kept, to) => writeDated(kept, to),
    read: (from) => withoutRange(readDated(from, spare)),
  };
}

/** The first edge ahead at which the check says something else than it does now; of the first few, the last one when it is none of them. */
function nextChange(
  kept: Kept,
  window: MovingWindow,
  home: HomeZone,
  check: (sum: Decimal, count: number) => boolean,
): Instant {
  const { times, values } = kept;
  let { from, to, sum } = kept;
  const truth = check(sum, to - from);
  let edge = NEVER;
  for (let edges = 0; edges < MOST_EDGES; edges++) {
    const leaves = from < to ? window.leavesAt(times[from] ?? 0, home) : NEVER;
    const enters = to < times.length ? window.entersAt(times[to] ?? 0, home) : NEVER;
    edge = Math.min(leaves, enters);
    if (edge === NEVER) break;
    while (to < times.length && window.entersAt(times[to] ?? 0, home) <= edge) sum += values[to++] ?? 0n;
    while (from < to && window.leavesAt(times[from] ?? 0, home) <= edge) sum -= values[from++] ?? 0n;
    if (check(sum, to - from) !== truth) break;
  }
  return edge;
}

/** The engine settles it, which moves the empty range to where it belongs. */
function withoutRange({ times, values }: DatedValues): Kept {
  return { times, values, from: 0, to: 0, sum: 0n };
}

/** The sum of values[from .. to), negated when `to` lies before `from`. */
function sumBetween(values: readonly Decimal[], from: number, to: number): Decimal {
  let sum = 0n;
  for (let at = Math.min(from, to); at < Math.max(from, to); at++) sum += values[at] ?? 0n;
  return from <= to ? sum : -sum;
}
