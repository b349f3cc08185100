import { DECIMAL_ONE } from "@habitus/kernel";
import type { HistoryEvent } from "@habitus/segments";
import { eventWindow } from "../window/event-window.ts";
import { holds } from "../value/compare.ts";
import { asText, valueAt } from "../value/json-value.ts";
import { decimalOfPlan } from "../value/value-test.ts";
import { type Gathered, gatheredOperator } from "./gathered.ts";
import type { DistinctLeaf } from "./number-of-event.ts";
import type { Operator } from "./operator.ts";

/** How many different texts the values in a window have. Kept are (time, text) of every event that has one. */
export function distinctOperator(leaf: DistinctLeaf): Operator {
  const bound = decimalOfPlan(leaf.value);
  return gatheredOperator({
    name: "distinct count",
    window: eventWindow(leaf.events.window),
    gathered: texts(leaf),
    holds: ({ values, from, to }) =>
      holds(BigInt(new Set(values.slice(from, to)).size) * DECIMAL_ONE, leaf.op, bound),
  });
}

function texts({ path }: DistinctLeaf): Gathered<string> {
  return {
    of: (event: HistoryEvent) => {
      const value = valueAt(event.properties, path);
      return value === undefined ? null : asText(value);
    },
    compare: (one, other) => (one < other ? -1 : one > other ? 1 : 0),
    write: (value, to) => to.text(value),
    read: (from) => from.text(),
  };
}
