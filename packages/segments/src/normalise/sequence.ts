import type { EventKind, EventMatch, SequenceLeaf, SequenceStep } from "../plan/plan.ts";
import type { EventChoice, SequenceCondition, ThenStep } from "../tree/definition.ts";
import { lengthOf } from "./window-of.ts";

/** @param events the first event with its window. */
export function sequenceLeaf(
  { following, same }: SequenceCondition,
  events: EventMatch,
  kindOf: (choice: EventChoice) => EventKind,
): SequenceLeaf {
  const step = ({ event, absent, within, without }: ThenStep): SequenceStep => ({
    event: kindOf(event),
    withinMs: within === undefined ? null : lengthOf(within.amount, within.unit),
    without: without === undefined ? null : kindOf(without),
    absent: absent === true,
  });
  return { kind: "sequence", events, following: following.map(step), same: same ?? null };
}
