import { HabitusError } from "@habitus/kernel";
import { personId } from "./identity.ts";
import type { FoundNode, ProfileReads } from "./profile-reads.ts";

/**
 * The one person who has an id. For what would harm a wrong one: nobody is guessed at.
 * @param act As an imperative: what is to be done to the one who is meant.
 * @throws HabitusError `not_found`; `several_people` who have the id, as one of their kinds each.
 */
export function onlyMeant(profiles: Pick<ProfileReads, "findAll">, id: string, act: string): FoundNode {
  const [found, ...others] = profiles.findAll(id);
  if (found === undefined) throw new HabitusError("not_found", "There is no such person.");
  if (others.length === 0) return found;
  const people = [found, ...others].map(({ person }) => personId(person));
  throw new HabitusError(
    "several_people",
    `${people.length} people have this id, as ids of different kinds.`,
    {
      fix: `${act} whom you mean by their own number: ${people.join(", ")}.`,
      details: { people },
    },
  );
}
