import type { DecidingEvent } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import type { Transition } from "../../../../membership/transition.ts";
import type { ManagementDeps } from "../../deps.ts";

/** What the events are called that decided these; without those that the event store does not have, and all while it does not answer. */
export async function eventsBehind(
  { events, profiles }: Pick<ManagementDeps, "events" | "profiles">,
  transitions: readonly Transition[],
  signal: AbortSignal,
): Promise<DecidingEvent[]> {
  const decided = transitions.flatMap(({ eventId, ...each }) =>
    eventId === null ? [] : [{ ...each, eventId }],
  );
  if (decided.length === 0) return [];
  const query = {
    nodes: [...new Set(decided.flatMap(({ person, ids }) => [person, ...profiles.nodesNamed(ids)]))],
    offsets: [...new Set(decided.map(({ offset }) => offset))],
    ids: [...new Set(decided.map(({ eventId }) => eventId))],
  };
  try {
    const found = await events.names(query, signal);
    return found.map(({ id, ...each }) => ({ ...each, eventId: id }));
  } catch (error) {
    // The list is whole without them.
    if (error instanceof HabitusError) return [];
    throw error;
  }
}
