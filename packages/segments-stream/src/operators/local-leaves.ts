import type { Decimal } from "@habitus/kernel";
import type { CountLeaf, HistoryEvent } from "@habitus/segments";
import { eventWindow } from "../window/event-window.ts";
import type { Gathered } from "./gathered.ts";
import { localGatheredOperator } from "./local-gathered.ts";
import {
  extremeCheck,
  type ExtremeLeaf,
  extremeOrder,
  numberReader,
  totalCheck,
  type TotalLeaf,
  totalReader,
} from "./number-of-event.ts";
import type { Operator } from "./operator.ts";

// Counts, sums and extremes of events at a local time. A change of home zone can take any of them away, so all are kept.

export function localCountOperator(leaf: CountLeaf): Operator {
  return localGatheredOperator(
    {
      name: "count",
      window: eventWindow(leaf.events.window),
      gathered: NOTHING_MORE,
      holds: ({ from, to }) => to - from >= leaf.atLeast,
    },
    leaf.events.local,
  );
}

export function localTotalOperator(leaf: TotalLeaf): Operator {
  const check = totalCheck(leaf);
  return localGatheredOperator(
    {
      name: leaf.of,
      window: eventWindow(leaf.events.window),
      gathered: numbers(totalReader(leaf)),
      holds: ({ values, from, to }) => {
        const inside = values.slice(from, to);
        return check(
          inside.reduce((sum, value) => sum + value, 0n),
          inside.length,
        );
      },
    },
    leaf.events.local,
  );
}

export function localExtremeOperator(leaf: ExtremeLeaf): Operator {
  const check = extremeCheck(leaf);
  const isAsExtreme = extremeOrder(leaf);
  const numberOf = numberReader(leaf);
  return localGatheredOperator(
    {
      name: leaf.of,
      window: eventWindow(leaf.events.window),
      gathered: numbers((event) => oneOf(numberOf(event))),
      holds: ({ values, from, to }) => {
        const inside = values.slice(from, to);
        const best = inside.reduce<Decimal | null>(
          (held, value) => (held !== null && isAsExtreme(held, value) ? held : value),
          null,
        );
        return check(best);
      },
    },
    leaf.events.local,
  );
}

const ONCE = [true] as const;
const NOTHING_MORE: Gathered<true> = {
  of: () => ONCE,
  compare: () => 0,
  write: () => {},
  read: () => true,
};

function oneOf(number: Decimal | null): readonly Decimal[] {
  return number === null ? [] : [number];
}

function numbers(numbersOf: (event: HistoryEvent) => readonly Decimal[]): Gathered<Decimal> {
  return {
    of: numbersOf,
    compare: (one, other) => (one < other ? -1 : one > other ? 1 : 0),
    write: (value, to) => to.big(value),
    read: (from) => from.big(),
  };
}
