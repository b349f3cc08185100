import { DECIMAL_ONE, type Instant, MAX_EVENT_TIME } from "@habitus/kernel";
import type { OverdueLeaf } from "@habitus/segments";
import { decimalOfPlan } from "../value/value-test.ts";
import { eventWindow } from "../window/event-window.ts";
import { NOTHING_MORE, type Span } from "./gathered.ts";
import { localGatheredOperator } from "./local-gathered.ts";
import type { Operator } from "./operator.ts";

/** Silence longer than the usual gap. Kept are the times of all events that have not left; it becomes true by itself. */
export function overdueOperator(leaf: OverdueLeaf): Operator {
  const factor = decimalOfPlan(leaf.factor);
  const dueOf = (span: Span<true>): Instant => overdueFrom(span, leaf.atLeast, factor);
  return localGatheredOperator(
    {
      name: "overdue",
      window: eventWindow(leaf.events.window),
      gathered: NOTHING_MORE,
      holds: (span, now) => dueOf(span) <= now,
      alsoDue: (span, now) => {
        const due = dueOf(span);
        return due > now ? due : Number.POSITIVE_INFINITY;
      },
    },
    leaf.events.local,
  );
}

/** The first whole millisecond that lies further behind the last instant than `factor` gaps. */
function overdueFrom({ times, from, to }: Span<true>, atLeast: number, factor: bigint): Instant {
  const gaps: number[] = [];
  for (let at = from + 1; at < to; at++) {
    const gap = (times[at] ?? 0) - (times[at - 1] ?? 0);
    if (gap > 0) gaps.push(gap);
  }
  if (gaps.length + 1 < atLeast) return Number.POSITIVE_INFINITY;
  gaps.sort((one, other) => one - other);
  const middle = (gaps[(gaps.length - 1) >>> 1] ?? 0) + (gaps[gaps.length >>> 1] ?? 0);
  const due = (times[to - 1] ?? 0) + Number((factor * BigInt(middle)) / (2n * DECIMAL_ONE)) + 1;
  return due <= MAX_EVENT_TIME ? due : Number.POSITIVE_INFINITY;
}
