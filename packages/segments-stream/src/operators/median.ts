import { eventWindow } from "../window/event-window.ts";
import { holds } from "../value/compare.ts";
import { decimalOfPlan } from "../value/value-test.ts";
import { byNumber, gatheredNumbers } from "./gathered.ts";
import { localGatheredOperator } from "./local-gathered.ts";
import { type MedianLeaf, numbersReader } from "./number-of-event.ts";
import type { Operator } from "./operator.ts";

/** The middle of the numbers in a window, or the mean of the middle two. Kept are (time, number) of all the numbers of events. */
export function medianOperator(leaf: MedianLeaf): Operator {
  const bound = 2n * decimalOfPlan(leaf.value);
  return localGatheredOperator(
    {
      name: "median",
      window: eventWindow(leaf.events.window),
      gathered: gatheredNumbers(numbersReader(leaf)),
      holds: ({ values, from, to }) => {
        const sorted = values.slice(from, to).sort(byNumber);
        const lower = sorted[(sorted.length - 1) >>> 1];
        const upper = sorted[sorted.length >>> 1];
        return lower !== undefined && upper !== undefined && holds(lower + upper, leaf.op, bound);
      },
    },
    leaf.events.local,
  );
}
