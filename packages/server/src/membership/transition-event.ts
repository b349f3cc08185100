import { hash128, hashHex, TRANSITION_EVENTS } from "@habitus/kernel";
import type { HistoryEvent } from "@habitus/segments";
import { isEntered, type NewTransition, transitionId } from "./transition.ts";

/** A transition as the event of the person that `entered segment` and `left segment` count; its id is the transition's. */
export function toTransitionEvent(transition: NewTransition): HistoryEvent {
  const { segment, version, cause, at } = transition;
  return {
    name: isEntered(transition) ? TRANSITION_EVENTS.entered : TRANSITION_EVENTS.left,
    time: at,
    idHash: hashHex(hash128(transitionId(transition))),
    offsetMinutes: null,
    properties: { segment, version, cause },
  };
}
