import type { ChangedLeaf, TraitChange } from "@habitus/segments";
import { compileFilter } from "../value/filter.ts";
import { eventWindow } from "../window/event-window.ts";
import { countUpTo } from "../window/times.ts";
import type { Operator } from "./operator.ts";
import {
  allValues,
  forgetValues,
  insertValue,
  isForgotten,
  noValues,
  readValues,
  type TraitValues,
  writeValues,
} from "./trait-values.ts";

const FROM = 1;
const TO = 2;

/**
 * A value of a trait that gave way to another inside a window.
 *
 * Invariant: kept are every value since that has not left the window for good, those dated in the future included, and the value
 * before them, which the first of them may have followed. The truth may change at every edge.
 */
export function changedOperator(leaf: ChangedLeaf): Operator<TraitValues, TraitChange> {
  const { trait } = leaf;
  const from = compileFilter(leaf.from);
  const to = compileFilter(leaf.to);
  const window = eventWindow(leaf.window);
  const isChange = ({ flags }: TraitValues, at: number): boolean =>
    ((flags[at - 1] ?? 0) & FROM) !== 0 && ((flags[at] ?? 0) & TO) !== 0;
  return {
    name: "trait, changed",
    followsHome: false,
    truthOfNothing: false,
    create: noValues,
    insert: (kept, { time, idHash, value }, now) => {
      if (isForgotten(kept, window.leftForGood(now), time)) return false;
      const object = { [trait]: value };
      return insertValue(kept, time, idHash, (from(object, null) ? FROM : 0) | (to(object, null) ? TO : 0));
    },
    settle: (kept, now) => forgetValues(kept, window.leftForGood(now)),
    truth: (kept, now) => {
      const end = countUpTo(kept.times, window.enteredUpTo(now, null));
      for (let at = countUpTo(kept.times, window.leftUpTo(now, null)); at < end; at++) {
        if (isChange(kept, at)) return true;
      }
      return false;
    },
    due: (kept, now) => {
      const left = countUpTo(kept.times, window.leftUpTo(now, null));
      const entered = countUpTo(kept.times, window.enteredUpTo(now, null));
      const leaving = left < entered ? kept.times[left] : undefined;
      const entering = kept.times[entered];
      return Math.min(
        leaving === undefined ? Number.POSITIVE_INFINITY : window.leavesAt(leaving, null),
        entering === undefined ? Number.POSITIVE_INFINITY : window.entersAt(entering, null),
      );
    },
    union: allValues,
    size: (kept) => kept.times.length,
    write: writeValues,
    read: readValues,
  };
}
