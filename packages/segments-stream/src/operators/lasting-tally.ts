import type { Instant } from "@habitus/kernel";
import type { HistoryEvent } from "@habitus/segments";
import type { ByteReader } from "../codec/byte-reader.ts";
import type { ByteWriter } from "../codec/byte-writer.ts";
import type { LastingWindow } from "../window/lasting-window.ts";
import { countUpTo } from "../window/times.ts";
import { allKept, type Gathered, type Kept as Waiting, placeOf, readKept, writeKept } from "./gathered.ts";
import type { Operator } from "./operator.ts";

type Kept<T> = {
  /** How many events with each value have entered. */
  readonly tally: Map<T, number>;
  /** What has not: it is dated in the future or still too young. */
  readonly waiting: Waiting<T>;
};

export type TallyParts<T> = {
  readonly name: string;
  readonly window: LastingWindow;
  readonly gathered: Gathered<T>;
  readonly holds: (tally: ReadonlyMap<T, number>) => boolean;
};

/**
 * A condition on how many events with each value there are in a window that an event never leaves (ever, from X to Y, more than d ago).
 *
 * Invariant: kept is the number of events with each value among those that have entered, and (time, value) of those that have not. What
 * has entered stays, so its time can never matter again. The truth may change when the next enters.
 *
 * Version 1 of the state kept (time, value) of all events; such a cell begins with how many they are, which is never 0. Read, all of them
 * wait, and those that have entered are counted when the cell is next settled.
 */
export function lastingTallyOperator<T extends string | number>(
  parts: TallyParts<T>,
): Operator<Kept<T>, HistoryEvent> {
  const { window, gathered, holds } = parts;
  return {
    name: parts.name,
    followsHome: false,
    truthOfNothing: holds(new Map()),
    create: () => ({ tally: new Map(), waiting: { times: [], values: [] } }),
    insert: ({ tally, waiting }, event, now) => {
      if (!window.covers(event.time)) return false;
      const values = gathered.of(event);
      for (const value of values) {
        if (event.time <= window.enteredUpTo(now)) countIn(tally, value);
        else wait(waiting, event.time, value, gathered);
      }
      return values.length > 0;
    },
    settle: ({ tally, waiting }, now) => {
      const entered = countUpTo(waiting.times, window.enteredUpTo(now));
      if (entered === 0) return;
      waiting.times.splice(0, entered);
      for (const value of waiting.values.splice(0, entered)) countIn(tally, value);
    },
    truth: ({ tally }) => holds(tally),
    due: ({ waiting }) => {
      const [next] = waiting.times;
      return next === undefined ? Number.POSITIVE_INFINITY : window.entersAt(next);
    },
    union: (one, other) => {
      const tally = new Map(one.tally);
      for (const [value, count] of other.tally) countIn(tally, value, count);
      return { tally, waiting: allKept(one.waiting, other.waiting, gathered) };
    },
    size: ({ tally, waiting }) => tally.size + waiting.times.length,
    write: (kept, to) => writeTally(kept, gathered, to),
    read: (from) => readTally(gathered, from),
  };
}

function countIn<T>(tally: Map<T, number>, value: T, count = 1): void {
  tally.set(value, (tally.get(value) ?? 0) + count);
}

function wait<T>(waiting: Waiting<T>, time: Instant, value: T, gathered: Gathered<T>): void {
  const at = placeOf(waiting, time, value, gathered);
  waiting.times.splice(at, 0, time);
  waiting.values.splice(at, 0, value);
}

function writeTally<T>({ tally, waiting }: Kept<T>, gathered: Gathered<T>, to: ByteWriter): void {
  to.count(0);
  to.count(tally.size);
  for (const [value, count] of [...tally].sort(([one], [other]) => gathered.compare(one, other))) {
    gathered.write(value, to);
    to.count(count);
  }
  writeKept(waiting, gathered, to);
}

function readTally<T>(gathered: Gathered<T>, from: ByteReader): Kept<T> {
  const tally = new Map<T, number>();
  const ofVersion1 = readKept(gathered, from);
  if (ofVersion1.times.length > 0) return { tally, waiting: ofVersion1 };
  for (let left = from.count(); left > 0; left--) {
    const value = gathered.read(from);
    tally.set(value, from.count());
  }
  return { tally, waiting: readKept(gathered, from) };
}
