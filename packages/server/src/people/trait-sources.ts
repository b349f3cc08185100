import { CALL_NAMES } from "@habitus/events";
import { readReservedTrait } from "@habitus/kernel";
import type { Profile } from "../profiles/profile-reads.ts";
import type { EventReads, StoredTrait } from "../store/event-reads.ts";

export type SourcedTrait = StoredTrait & { readonly saidBy: string | null };

/**
 * Changes of one trait, a page of them, with by what each was said. Of those that the event store took in before it kept that, it is found at
 * the call that said it, and of the one in force in the profile; null where neither is there.
 */
export async function withSources(
  events: Pick<EventReads, "at">,
  { traits }: Pick<Profile, "traits">,
  changes: readonly StoredTrait[],
  signal: AbortSignal,
): Promise<readonly SourcedTrait[]> {
  const places = changes.filter(({ source }) => source === "");
  const [first] = places;
  const calls = first === undefined ? [] : await events.at({ name: callOf(first.name), places }, signal);
  const byPlace = new Map(calls.map((call) => [placeOf(call), call.source]));
  const saidBy = (change: StoredTrait): string | null => {
    if (change.source !== "") return change.source;
    const inForce = traits.find(
      ({ name, time, idHash }) => name === change.name && time === change.time && idHash === change.idHash,
    );
    return inForce?.source ?? byPlace.get(placeOf(change)) ?? null;
  };
  return changes.map((change) => ({ ...change, saidBy: saidBy(change) }));
}

/** The call that says such traits. */
function callOf(trait: string): string {
  return readReservedTrait(trait)?.kind === "account" ? CALL_NAMES.group : CALL_NAMES.identify;
}

function placeOf({ offset, index }: Pick<StoredTrait, "offset" | "index">): string {
  return `${offset} ${index}`;
}
