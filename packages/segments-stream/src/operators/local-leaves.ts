import type { Decimal } from "@habitus/kernel";
import type { CountLeaf } from "@habitus/segments";
import { eventWindow } from "../window/event-window.ts";
import { gatheredNumbers, NOTHING_MORE } from "./gathered.ts";
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
      gathered: gatheredNumbers(totalReader(leaf)),
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
      gathered: gatheredNumbers((event) => oneOf(numberOf(event))),
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

function oneOf(number: Decimal | null): readonly Decimal[] {
  return number === null ? [] : [number];
}
