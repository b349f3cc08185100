import type { Instant } from "@habitus/kernel";
import type { HistoryEvent } from "../history.ts";
import type { EventKind, Path, SequenceLeaf } from "../plan/plan.ts";
import { asText, valueAt } from "./values.ts";

/** Whether an event is of a kind; handed in, because where clauses are the evaluator's. */
export type IsOfKind = (kind: EventKind, event: HistoryEvent) => boolean;

/**
 * Whether one of the first events goes on to the end of the chain.
 * @param visible all visible events in the order (time, id hash); `firsts` are those of them that may begin a chain.
 */
export function sequenceHolds(
  leaf: SequenceLeaf,
  firsts: readonly HistoryEvent[],
  visible: readonly HistoryEvent[],
  now: Instant,
  isOfKind: IsOfKind,
): boolean {
  return firsts.some((first) => {
    const { same } = leaf;
    const key = same === null ? null : keyOf(first, same);
    if (same !== null && key === null) return false;
    const alike = same === null ? visible : visible.filter((event) => keyOf(event, same) === key);
    return goesOn({ leaf, alike, now, isOfKind }, alike.indexOf(first), 0);
  });
}

type Chain = {
  readonly leaf: SequenceLeaf;
  readonly alike: readonly HistoryEvent[];
  readonly now: Instant;
  readonly isOfKind: IsOfKind;
};

/** Whether the chain that stands at the event number `from` can take the steps from `step` on. */
function goesOn(chain: Chain, from: number, step: number): boolean {
  const { leaf, alike, now, isOfKind } = chain;
  const next = leaf.following[step];
  if (next === undefined) return true;
  const start = alike[from]?.time ?? now;
  const end = next.withinMs === null ? Number.POSITIVE_INFINITY : start + next.withinMs;
  const inTime = alike.slice(from + 1).filter((event) => event.time <= end);
  if (next.absent) return now >= end && !inTime.some((event) => isOfKind(next.event, event));
  for (const [ahead, event] of inTime.entries()) {
    if (isOfKind(next.event, event) && goesOn(chain, from + 1 + ahead, step + 1)) return true;
    if (next.without !== null && isOfKind(next.without, event)) return false;
  }
  return false;
}

function keyOf(event: HistoryEvent, path: Path): string | null {
  const value = valueAt(event.properties, path);
  return value === null ? null : asText(value);
}
