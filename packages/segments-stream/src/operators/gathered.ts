import { type Decimal, type Instant, must } from "@habitus/kernel";
import type { HistoryEvent } from "@habitus/segments";
import type { ByteReader } from "../codec/byte-reader.ts";
import type { ByteWriter } from "../codec/byte-writer.ts";
import type { HomeZone, MovingWindow } from "../window/moving-window.ts";
import { countUpTo } from "../window/times.ts";
import type { Operator } from "./operator.ts";

/** What of an event is kept beside its time, and how. */
export type Gathered<T> = {
  /** Nothing of an event that the operator passes over. */
  of(event: HistoryEvent): readonly T[];
  /** Order of what is kept of one instant, so that the order of arrival leaves no trace. */
  compare(one: T, other: T): number;
  write(value: T, to: ByteWriter): void;
  read(from: ByteReader): T;
};

const ONCE = [true] as const;

/** Nothing is kept of an event but its time. */
export const NOTHING_MORE: Gathered<true> = {
  of: () => ONCE,
  compare: () => 0,
  write: () => {},
  read: () => true,
};

/** Numbers of an event are kept, which have their own order. */
export function gatheredNumbers(of: (event: HistoryEvent) => readonly Decimal[]): Gathered<Decimal> {
  return { of, compare: byNumber, write: (value, to) => to.big(value), read: (from) => from.big() };
}

export function byNumber<T extends Decimal | number>(one: T, other: T): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

export type Kept<T> = { readonly times: Instant[]; readonly values: T[] };

export type GatheredParts<T> = {
  readonly name: string;
  readonly window: MovingWindow;
  readonly gathered: Gathered<T>;
  /** The truth of what is kept, ascending by (time, `compare`). */
  readonly holds: (span: Span<T>, now: Instant, home: HomeZone) => boolean;
  /** Said when the others can never matter: the newest that has entered, or the oldest of a window that nothing leaves. */
  readonly onlyMatters?: "newest" | "oldest";
  /** Said when events of one kind count once, and more than some kinds make no difference. */
  readonly kinds?: Kinds<T>;
  /** When the truth may change besides the edges of the window: the earliest instant after now. */
  readonly alsoDue?: (span: Span<T>, now: Instant, home: HomeZone) => Instant;
};

export type Kinds<T> = {
  readonly keyOf: (value: T, time: Instant) => string | number;
  /** Kinds that are enough to know the truth. */
  readonly most: number;
  /** Where nothing leaves the window the oldest of each kind tells when it entered, else the newest when it leaves. */
  readonly matters: "newest" | "oldest";
};

/** All that is kept; what lies in the window are the places from `from` up to, but not at, `to`. */
export type Span<T> = {
  readonly times: readonly Instant[];
  readonly values: readonly T[];
  readonly from: number;
  readonly to: number;
};

/**
 * A condition on all that lies in a window at once, or on what follows it.
 *
 * Invariant: kept is what `gathered` makes of every event that has not left the window for good, those that have not
 * entered included; with `onlyMatters`, the newest of those that have entered for good beside what has not entered, or the
 * oldest of all. With `kinds`, of each of as many kinds as make a difference the newest of those that have entered for good, or
 * the oldest of all: the others leave sooner, or enter later. The truth may change at every edge, so the next edge is the next due time.
 */
export function gatheredOperator<T>(parts: GatheredParts<T>): Operator<Kept<T>, HistoryEvent> {
  const { window, gathered, holds, alsoDue, onlyMatters, kinds } = parts;
  const spanOf = ({ times, values }: Kept<T>, now: Instant, home: HomeZone): Span<T> => ({
    times,
    values,
    from: countUpTo(times, window.leftUpTo(now, home)),
    to: countUpTo(times, window.enteredUpTo(now, home)),
  });
  return {
    name: parts.name,
    followsHome: window.followsHome,
    truthOfNothing: holds({ times: [], values: [], from: 0, to: 0 }, 0, null),
    create: () => ({ times: [], values: [] }),
    insert: (kept, event, now) => {
      if (event.time <= window.leftForGood(now)) return false;
      let isKept = false;
      for (const value of gathered.of(event)) {
        const at = placeOf(kept, event.time, value, gathered);
        if (onlyMatters === "newest" && at < countUpTo(kept.times, window.enteredForGood(now))) continue;
        if (onlyMatters === "oldest" && at > 0) continue;
        kept.times.splice(at, 0, event.time);
        kept.values.splice(at, 0, value);
        isKept = true;
      }
      return isKept;
    },
    settle: (kept, now) => {
      if (onlyMatters === "oldest") {
        kept.times.splice(1);
        kept.values.splice(1);
      }
      const outranked = onlyMatters === "newest" ? countUpTo(kept.times, window.enteredForGood(now)) - 1 : 0;
      const gone = Math.max(outranked, countUpTo(kept.times, window.leftForGood(now)));
      if (gone > 0) {
        kept.times.splice(0, gone);
        kept.values.splice(0, gone);
      }
      if (kinds !== undefined) thinOut(kept, kinds, countUpTo(kept.times, window.enteredForGood(now)));
    },
    truth: (kept, now, home) => holds(spanOf(kept, now, home), now, home),
    due: (kept, now, home) => {
      const span = spanOf(kept, now, home);
      const { times, from, to } = span;
      const leaving = from < to ? times[from] : undefined;
      const entering = times[to];
      return Math.min(
        leaving === undefined ? Number.POSITIVE_INFINITY : window.leavesAt(leaving, home),
        entering === undefined ? Number.POSITIVE_INFINITY : window.entersAt(entering, home),
        alsoDue?.(span, now, home) ?? Number.POSITIVE_INFINITY,
      );
    },
    union: (one, other) => allKept(one, other, gathered),
    size: (kept) => kept.times.length,
    write: (kept, to) => writeKept(kept, gathered, to),
    read: (from) => readKept(gathered, from),
  };
}

/** Both lists as one; for a sort, two runs are one merge. */
export function allKept<T>(one: Kept<T>, other: Kept<T>, { compare }: Pick<Gathered<T>, "compare">): Kept<T> {
  const pairs = [one, other].flatMap(({ times, values }) =>
    times.map((time, place) => ({ time, value: must<T>(values[place], "every time has a value") })),
  );
  pairs.sort((a, b) => a.time - b.time || compare(a.value, b.value));
  return { times: pairs.map(({ time }) => time), values: pairs.map(({ value }) => value) };
}

export function writeKept<T>({ times, values }: Kept<T>, gathered: Gathered<T>, to: ByteWriter): void {
  to.ascending(times);
  for (const value of values) gathered.write(value, to);
}

export function readKept<T>(gathered: Gathered<T>, from: ByteReader): Kept<T> {
  const times = from.ascending();
  return { times, values: times.map(() => gathered.read(from)) };
}

/** Leaves one of each kind, and so many kinds; of the newest kind only those that have entered are looked at. */
function thinOut<T>({ times, values }: Kept<T>, { keyOf, most, matters }: Kinds<T>, entered: number): void {
  const seen = new Set<string | number>();
  const isNew = (at: number): boolean => {
    const value = values[at];
    const time = times[at];
    if (value === undefined || time === undefined || seen.size >= most) return false;
    return seen.size < seen.add(keyOf(value, time)).size;
  };
  if (matters === "newest") {
    for (let at = entered - 1; at >= 0; at--) if (!isNew(at)) dropAt(times, values, at);
    return;
  }
  let at = 0;
  while (at < times.length) {
    if (isNew(at)) at++;
    else dropAt(times, values, at);
  }
}

function dropAt(times: unknown[], values: unknown[], at: number): void {
  times.splice(at, 1);
  values.splice(at, 1);
}

/** Where in what is kept a value belongs. */
export function placeOf<T>(
  { times, values }: Kept<T>,
  time: Instant,
  value: T,
  gathered: Gathered<T>,
): number {
  let at = countUpTo(times, time);
  while (at > 0 && times[at - 1] === time && isAfter(gathered, values[at - 1], value)) at--;
  return at;
}

function isAfter<T>(gathered: Gathered<T>, kept: T | undefined, value: T): boolean {
  return kept !== undefined && gathered.compare(kept, value) > 0;
}
