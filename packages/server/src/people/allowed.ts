import { setImmediate as breathe } from "node:timers/promises";
import type { ConsentReads } from "../profiles/consent-reads.ts";
import type { ProfileReads } from "../profiles/profile-reads.ts";
import type { PersonNumber } from "../store/event-store.ts";
import type { PurposeRecord } from "./purposes.ts";

/** Whether a person allows a purpose: by their word, else by the rule for their country. */
export function isAllowed(
  { otherwise, exceptIn }: Pick<PurposeRecord, "otherwise" | "exceptIn">,
  person: { readonly said: boolean | null; readonly country: string | null },
): boolean {
  if (person.said !== null) return person.said;
  const country = person.country?.toLowerCase();
  return exceptIn.some((each) => each.toLowerCase() === country) ? !otherwise : otherwise;
}

type AllowingDeps = {
  readonly consent: Pick<ConsentReads, "said">;
  readonly profiles: Pick<ProfileReads, "profile">;
};

/** Whether a person of today allows a purpose now. */
function allows({ consent, profiles }: AllowingDeps, person: PersonNumber, purpose: PurposeRecord): boolean {
  const country = countryOf(profiles.profile(person)?.traits ?? []);
  return isAllowed(purpose, { said: consent.said(person, purpose.key), country });
}

/** Others have their turn after so many. */
const PEOPLE_AT_ONCE = 50;

/** Those who allow a purpose now, in the order given. */
export async function allowing(
  deps: AllowingDeps,
  people: readonly PersonNumber[],
  purpose: PurposeRecord,
  signal: AbortSignal,
): Promise<readonly PersonNumber[]> {
  const all: PersonNumber[] = [];
  for (let from = 0; from < people.length; from += PEOPLE_AT_ONCE) {
    signal.throwIfAborted();
    const piece = people.slice(from, from + PEOPLE_AT_ONCE);
    all.push(...piece.filter((person) => allows(deps, person, purpose)));
    await breathe();
  }
  return all;
}

/** The country that rules of purposes are for. */
export function countryOf(
  traits: readonly { readonly name: string; readonly value: string }[],
): string | null {
  const trait = traits.find(({ name }) => name === "country");
  const value: unknown = trait === undefined ? null : JSON.parse(trait.value);
  return typeof value === "string" ? value : null;
}
