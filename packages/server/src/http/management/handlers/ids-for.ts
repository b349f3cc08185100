import type { Transition } from "../../../membership/transition.ts";
import { shownIds, shownTransitions } from "../../../people/shown-ids.ts";
import type { PersonNumber } from "../../../store/event-store.ts";
import type { ManagementDeps } from "../deps.ts";

/** The ids of people as they may be told for all of these purposes. */
export function idsFor(
  { profiles, idKinds, purposes }: Pick<ManagementDeps, "profiles" | "idKinds" | "purposes">,
  asked: readonly string[],
): (person: PersonNumber) => string[] {
  const told = { kinds: () => idKinds.list(), ofData: () => purposes.ofData() };
  return (person) => shownIds(told, profiles.ids(person), asked).map(({ value }) => value);
}

/** Transitions with the ids that may be told for the purpose of their segment. */
export function transitionsFor({
  idKinds,
  purposes,
  segments,
}: Pick<ManagementDeps, "idKinds" | "purposes" | "segments">): (transition: Transition) => Transition {
  return shownTransitions({
    kinds: () => idKinds.list(),
    ofData: () => purposes.ofData(),
    purposeOf: (key) => segments.get(key)?.purpose ?? null,
  });
}
