import { LIMITS } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import type { ProfileReads } from "../profiles/profile-reads.ts";
import { readSearchCursor } from "../profiles/search-cursor.ts";
import type { PersonNumber } from "../store/event-store.ts";
import type { Descriptions } from "./descriptions.ts";

export type PeoplePage = {
  readonly people: readonly PersonNumber[];
  readonly next: string | null;
  /** Whether more names and addresses begin so than could be looked at; null while only ids were. */
  readonly isCut: boolean | null;
};

/** `tPERSON`: behind everybody with such an id, and behind this one of those with such a name or address. */
const SAID_CURSOR = /^t(\d{1,15})$/;

export function isPeopleCursor(text: string): boolean {
  return SAID_CURSOR.test(text) || readSearchCursor(text) !== null;
}

/**
 * People with an id that begins with the text, in the order of the ids; behind them those with a name or an e-mail address that does, in
 * whichever letter case. Nobody comes twice, on any page. Of no text everybody. It is for who may see all of a person, so no purpose is asked.
 * @param after is a cursor of this.
 * While the event store does not answer, people are found by their ids alone, which is told as a cut.
 */
export async function findPeople(
  { profiles, descriptions }: { readonly profiles: ProfileReads; readonly descriptions: Descriptions },
  { text, after, limit }: { readonly text: string; readonly after: string | null; readonly limit: number },
  signal: AbortSignal,
): Promise<PeoplePage> {
  const sought = text.trim();
  const behind = after === null ? null : SAID_CURSOR.exec(after);
  const byId = behind === null ? profiles.search(sought, after, limit) : { people: [], next: null };
  if (sought === "" || byId.next !== null) return { ...byId, isCut: null };
  const said = await saidOrNobody(descriptions, sought, signal);
  const least = behind === null ? 0 : Number(behind[1]);
  const more = said.people.filter((person) => person > least && !profiles.isIdBeginning(person, sought));
  const shown = more.slice(0, limit - byId.people.length);
  const last = shown.at(-1) ?? least;
  return {
    people: [...byId.people, ...shown],
    next: shown.length < more.length ? `t${last}` : null,
    isCut: said.isCut,
  };
}

async function saidOrNobody(
  descriptions: Descriptions,
  sought: string,
  signal: AbortSignal,
): ReturnType<Descriptions["findSaid"]> {
  try {
    return await descriptions.findSaid(sought, [], LIMITS.foundPeople, signal);
  } catch (error) {
    if (!(error instanceof HabitusError) || signal.aborted) throw error;
    return { people: [], isCut: true };
  }
}
