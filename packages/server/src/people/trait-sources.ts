import { CALL_NAMES } from "@habitus/events";
import type { Profile } from "../profiles/profile-reads.ts";
import type { EventReads, StoredTrait } from "../store/event-reads.ts";

/**
 * By what each value was said. Of values that the event store took in before it kept that, it is found at the call that said it, and of
 * the one in force in the profile; null where neither is there.
 */
export async function traitSources(
  events: Pick<EventReads, "at">,
  { traits }: Pick<Profile, "traits">,
  changes: readonly StoredTrait[],
  signal: AbortSignal,
): Promise<readonly (string | null)[]> {
  const unnamed = changes.filter(({ source }) => source === "");
  const calls =
    unnamed.length === 0 ? [] : await events.at({ name: CALL_NAMES.identify, places: unnamed }, signal);
  const byPlace = new Map(calls.map((call) => [placeOf(call), call.source]));
  return changes.map((change) => {
    if (change.source !== "") return change.source;
    const inForce = traits.find(
      ({ name, time, idHash }) => name === change.name && time === change.time && idHash === change.idHash,
    );
    return inForce?.source ?? byPlace.get(placeOf(change)) ?? null;
  });
}

function placeOf({ offset, index }: Pick<StoredTrait, "offset" | "index">): string {
  return `${offset} ${index}`;
}
