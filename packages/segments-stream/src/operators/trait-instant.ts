import type { Instant, JsonValue } from "@habitus/kernel";
import type { Path, TraitChange } from "@habitus/segments";
import { asInstant, valueAt } from "../value/json-value.ts";
import type { HomeZone } from "../window/moving-window.ts";
import {
  allLatest,
  currentOf,
  insertLatest,
  type Latest,
  nextOf,
  readLatest,
  settleLatest,
  writeLatest,
} from "./latest.ts";
import type { Operator } from "./operator.ts";

/** How a trait's value, read as a time, is asked. */
export type InstantTest = {
  readonly name: string;
  readonly followsHome: boolean;
  /** What is kept of the time: a whole number. */
  readonly kept: (at: Instant) => number;
  readonly holds: (kept: number, now: Instant, home: HomeZone) => boolean;
  /** Where the truth may change; those up to now are passed over. */
  readonly edges: (kept: number, now: Instant, home: HomeZone) => readonly Instant[];
};

/**
 * A trait's value as a time that is asked against now.
 *
 * Invariant: kept is the number (null for a value that is no time) of the latest visible change by (time, idHash), and of every change
 * dated in the future. Older changes are outranked at every later now.
 */
export function traitInstantOperator(
  path: Path,
  test: InstantTest,
): Operator<Latest<number | null>, TraitChange> {
  const inner = path.slice(1);
  return {
    name: test.name,
    followsHome: test.followsHome,
    truthOfNothing: false,
    create: () => [],
    insert: (kept, { time, idHash, value }, now) => {
      const at = instantIn(value, inner);
      return insertLatest(kept, { time, idHash, value: at === null ? null : test.kept(at) }, now);
    },
    settle: (kept, now) => settleLatest(kept, now),
    truth: (kept, now, home) => {
      const current = currentOf(kept, now) ?? null;
      return current !== null && test.holds(current, now, home);
    },
    due: (kept, now, home) => {
      const current = currentOf(kept, now) ?? null;
      const edges = current === null ? [] : test.edges(current, now, home).filter((edge) => edge > now);
      return Math.min(nextOf(kept, now), ...edges);
    },
    union: allLatest,
    size: (kept) => kept.length,
    write: (kept, to) =>
      writeLatest(kept, to, (value) => {
        to.byte(value === null ? 0 : 1);
        if (value !== null) to.whole(value);
      }),
    read: (from) => readLatest(from, () => (from.byte() === 0 ? null : from.whole())),
  };
}

/** The instant that a path inside a trait's value leads to; null where there is none. */
function instantIn(whole: JsonValue, inner: Path): Instant | null {
  const value = valueAt(whole, inner);
  return value === undefined ? null : asInstant(value);
}
