import { DECIMAL_ONE, must } from "@habitus/kernel";
import type { DaysLeaf } from "@habitus/segments";
import { eventWindow } from "../window/event-window.ts";
import { zoneClock } from "../window/zone-clock.ts";
import { holds } from "../value/compare.ts";
import { decimalOfPlan } from "../value/value-test.ts";
import { kindsThatMatter } from "./distinct.ts";
import { type Gathered, gatheredOperator } from "./gathered.ts";
import type { Operator } from "./operator.ts";

/**
 * On how many days of a zone events lie in a window. Kept is the time of one event a day, and of no more days than one beyond the
 * number compared with.
 */
export function daysOperator(leaf: DaysLeaf): Operator {
  const bound = decimalOfPlan(leaf.value);
  const clock = must(zoneClock(leaf.zone.name), `the plan names an unknown time zone: ${leaf.zone.name}`);
  return gatheredOperator({
    name: "days active",
    window: eventWindow(leaf.events.window),
    gathered: NOTHING_MORE,
    kinds: { keyOf: (_, time) => clock.dayOf(time), ...kindsThatMatter(leaf) },
    holds: ({ times, from, to }) => {
      const days = new Set(times.slice(from, to).map((time) => clock.dayOf(time)));
      return holds(BigInt(days.size) * DECIMAL_ONE, leaf.op, bound);
    },
  });
}

const NOTHING_MORE: Gathered<true> = {
  of: () => true,
  compare: () => 0,
  write: () => {},
  read: () => true,
};
