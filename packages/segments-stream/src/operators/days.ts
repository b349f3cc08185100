import { DECIMAL_ONE } from "@habitus/kernel";
import type { DaysLeaf } from "@habitus/segments";
import { eventWindow } from "../window/event-window.ts";
import { zoneChooser } from "../window/moving-window.ts";
import { holds } from "../value/compare.ts";
import { decimalOfPlan } from "../value/value-test.ts";
import { kindsThatMatter } from "./distinct.ts";
import { NOTHING_MORE } from "./gathered.ts";
import { localGatheredOperator } from "./local-gathered.ts";
import type { Operator } from "./operator.ts";

/**
 * On how many days of a zone events lie in a window. Kept is the time of one event a day, and of no more days than one beyond the
 * number compared with; of days at the person's home, which a move cuts anew, the times of all.
 */
export function daysOperator(leaf: DaysLeaf): Operator {
  const bound = decimalOfPlan(leaf.value);
  const clockOf = zoneChooser(leaf.zone);
  const isHome = leaf.zone.kind === "home";
  const clock = clockOf(null);
  const operator = localGatheredOperator(
    {
      name: "days active",
      window: eventWindow(leaf.events.window),
      gathered: NOTHING_MORE,
      ...(isHome ? {} : { kinds: { keyOf: (_, time) => clock.dayOf(time), ...kindsThatMatter(leaf) } }),
      holds: ({ times, from, to }, _now, home) => {
        const zone = clockOf(home);
        const days = new Set(times.slice(from, to).map((time) => zone.dayOf(time)));
        return holds(BigInt(days.size) * DECIMAL_ONE, leaf.op, bound);
      },
    },
    leaf.events.local,
  );
  return leaf.zone.kind === "home" ? { ...operator, followsHome: true } : operator;
}
