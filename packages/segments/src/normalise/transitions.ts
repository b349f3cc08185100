import { isTransitionEvent, must, TRANSITION_EVENTS } from "@habitus/kernel";
import type { Filter, Leaf } from "../plan/plan.ts";
import type { DidCondition, TransitionCondition } from "../tree/definition.ts";
import type { PlanContext } from "./context.ts";
import { segmentKeyOf } from "./look-up.ts";

const SEGMENT = "segment";

/** Entering and leaving are events of the person, so a condition on them is one on events. */
export function transitionCount(condition: TransitionCondition, context: PlanContext): DidCondition {
  const { kind, segment, ...rest } = condition;
  const value = must(segmentKeyOf(context, segment), "the names were checked");
  return {
    kind: "did",
    event: TRANSITION_EVENTS[kind],
    ...rest,
    where: { kind: "property", path: [SEGMENT], test: { op: "is", value: { kind: "text", value } } },
  };
}

/** Keys of the segments whose transitions the leaves of a plan read, each once, as `transitionCount` wrote them. */
export function transitionsRead(leaves: readonly Leaf[]): readonly string[] {
  const keys = leaves.flatMap((leaf) =>
    leaf.kind === "count" && typeof leaf.events.name === "string" && isTransitionEvent(leaf.events.name)
      ? keysIn(leaf.events.where)
      : [],
  );
  return [...new Set(keys)];
}

function keysIn(filter: Filter): readonly string[] {
  if (filter.kind === "and") return filter.of.flatMap(keysIn);
  if (filter.kind !== "test" || filter.test.kind !== "text") return [];
  return filter.path.length === 1 && filter.path[0] === SEGMENT ? [filter.test.value] : [];
}
