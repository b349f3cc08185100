import { HabitusError } from "@habitus/kernel";
import { personId } from "./identity.ts";
import type { FoundNode, ProfileReads, SaidAs } from "./profile-reads.ts";

/**
 * The one person whom a text means. For what would harm a wrong one: nobody is guessed at.
 * @param act As an imperative: what is to be done to the one who is meant.
 * @throws HabitusError `not_found`; `several_people` who may be meant: by ids of different kinds, and by the public id of one that is an id of another.
 */
export function onlyMeant(
  profiles: Pick<ProfileReads, "findAll">,
  id: string,
  act: string,
  as?: SaidAs,
): FoundNode {
  const [found, ...others] = profiles.findAll(id, as);
  if (found === undefined) throw new HabitusError("not_found", "There is no such person.");
  if (others.length === 0) return found;
  const people = [found, ...others].map(({ person }) => personId(person));
  throw new HabitusError(
    "several_people",
    `${people.length} people have this id, as ids of different kinds or as their number.`,
    {
      fix: `${act} whom you mean by their own number and with \`as=number\`: ${people.join(", ")}.`,
      details: { people },
    },
  );
}
