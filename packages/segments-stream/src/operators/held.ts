import type { Instant } from "@habitus/kernel";
import type { HeldLeaf, TraitChange } from "@habitus/segments";
import { compileFilter } from "../value/filter.ts";
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

/**
 * A trait's value that met a condition without a break up to now.
 *
 * Invariant: kept are the value of now - `forMs` and every value since, those dated in the future included. What gave way before
 * can never lie in a later stretch. While the value meets the condition, the truth may change when that has lasted long enough.
 */
export function heldOperator({ trait, where, forMs }: HeldLeaf): Operator<TraitValues, TraitChange> {
  const meets = compileFilter(where);
  /** Since when every value up to now has met the condition; Infinity when the current one does not. */
  const metSince = ({ times, flags }: TraitValues, now: Instant): Instant => {
    let since = Number.POSITIVE_INFINITY;
    for (let at = countUpTo(times, now) - 1; at >= 0 && flags[at] === 1; at--) since = times[at] ?? since;
    return since;
  };
  return {
    name: "trait, held",
    followsHome: false,
    truthOfNothing: false,
    create: noValues,
    insert: (kept, { time, idHash, value }, now) =>
      !isForgotten(kept, now - forMs, time) &&
      insertValue(kept, time, idHash, meets({ [trait]: value }, null) ? 1 : 0),
    settle: (kept, now) => forgetValues(kept, now - forMs),
    truth: (kept, now) => metSince(kept, now) <= now - forMs,
    due: (kept, now) => {
      const next = kept.times[countUpTo(kept.times, now)] ?? Number.POSITIVE_INFINITY;
      const longEnough = metSince(kept, now) + forMs;
      return longEnough > now ? Math.min(next, longEnough) : next;
    },
    union: allValues,
    size: (kept) => kept.times.length,
    write: writeValues,
    read: readValues,
  };
}
