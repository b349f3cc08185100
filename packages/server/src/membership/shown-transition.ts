import type { Transition as ShownTransition } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import { personId } from "../profiles/identity.ts";
import { isEntered, type Transition, transitionId } from "./transition.ts";

/** A transition as all who read it from outside see it: pages, streams and webhooks. */
export function shownTransition(transition: Transition): ShownTransition {
  const { seq, segment, version, person, ids, n, at, recordedAt, cause, offset, eventId } = transition;
  return {
    id: transitionId(transition),
    seq,
    segment,
    version,
    person: personId(person),
    ids: ids.map(({ kind, value }) => ({ kind, value })),
    n,
    kind: isEntered(transition) ? "entered" : "left",
    at: formatInstant(at),
    recordedAt: formatInstant(recordedAt),
    cause,
    evidence: { offset, eventId },
  };
}
