import type { Instant, JsonValue } from "@habitus/kernel";
import type { DatedTest, Path, TraitChange } from "@habitus/segments";
import { asText, valueAt } from "../value/json-value.ts";
import { simpleLowerCase } from "../value/value-test.ts";
import { daysAround } from "../window/home-days.ts";
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

/** A value that no entry names. */
const NONE = -1;

/**
 * A trait's value of which days are told, one of which lies among days around now.
 *
 * Invariant: kept are which entry of the days names the value (-1 for none) of the latest visible change by (time, idHash), and of every
 * change dated in the future. Older changes are outranked at every later now. The truth changes where a date begins.
 */
export function traitDatedOperator(
  path: Path,
  { days, dates }: DatedTest,
): Operator<Latest<number>, TraitChange> {
  const around = daysAround(days);
  const inner = path.slice(1);
  const entryOf = entryFinder(dates);
  const toldOf = (kept: Latest<number>, now: Instant): readonly number[] =>
    dates[currentOf(kept, now) ?? NONE]?.days ?? [];
  return {
    name: "trait, dated",
    followsHome: true,
    truthOfNothing: false,
    create: () => [],
    insert: (kept, { time, idHash, value }, now) =>
      insertLatest(kept, { time, idHash, value: entryOf(textIn(value, inner)) }, now),
    settle: (kept, now) => settleLatest(kept, now),
    truth: (kept, now, home) => {
      const { from, to } = around.spanAt(now, home);
      const told = toldOf(kept, now);
      const day = told[firstFrom(told, from)];
      return day !== undefined && day < to;
    },
    due: (kept, now, home) => {
      const { from, to } = around.spanAt(now, home);
      const told = toldOf(kept, now);
      // The first to leave and the first to enter; all others come after.
      const leaving = told[firstFrom(told, from)];
      const entering = told[firstFrom(told, to)];
      return Math.min(
        nextOf(kept, now),
        leaving === undefined ? Number.POSITIVE_INFINITY : around.stayOf(leaving, home).leaves,
        entering === undefined ? Number.POSITIVE_INFINITY : around.stayOf(entering, home).enters,
      );
    },
    union: allLatest,
    size: (kept) => kept.length,
    write: (kept, to) => writeLatest(kept, to, (entry) => to.whole(entry)),
    read: (from) => readLatest(from, () => from.whole()),
  };
}

function entryFinder(dates: DatedTest["dates"]): (text: string | null) => number {
  const named = new Map<string, number>();
  for (const [entry, { of }] of dates.entries()) {
    for (const form of of ?? []) if (!named.has(form)) named.set(form, entry);
  }
  const all = dates.findIndex(({ of }) => of === null);
  return (text) => {
    if (text === null) return NONE;
    const own = named.get(simpleLowerCase(text)) ?? NONE;
    return own === NONE || (all !== NONE && all < own) ? all : own;
  };
}

function textIn(whole: JsonValue, inner: Path): string | null {
  const value = valueAt(whole, inner);
  return value === undefined ? null : asText(value);
}

/** The place of the first day that is not before `from`; the days ascend. */
function firstFrom(days: readonly number[], from: number): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((days[middle] ?? from) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
