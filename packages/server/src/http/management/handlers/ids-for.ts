import { shownIds } from "../../../people/shown-ids.ts";
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
