import type { Fact } from "@habitus/events";
import { type Instant, reservedTrait } from "@habitus/kernel";
import type { AccountReads } from "../profiles/account-reads.ts";
import type { ProfileReads, SaidAs } from "../profiles/profile-reads.ts";
import type { PersonNumber } from "../store/event-store.ts";
import type { FactWriter } from "./fact-writer.ts";

export type AccountMembersDeps = {
  readonly accounts: Pick<AccountReads, "memberIds">;
  readonly profiles: Pick<ProfileReads, "find" | "findOwn">;
  readonly facts: Pick<FactWriter, "say">;
  readonly logicalNow: () => Instant;
};

export type AccountRemoval = {
  /** People who belonged to it. */
  readonly removed: number;
  /** People who did not, and ids of nobody. */
  readonly unchanged: number;
  readonly inForce: boolean;
};

/**
 * Says of all ids of these people that they have left the account.
 * @param as What the ids are; without it they are own ids alone.
 * @throws what the log throws.
 */
export async function removeMembers(
  { accounts, profiles, facts, logicalNow }: AccountMembersDeps,
  account: string,
  ids: readonly string[],
  as?: SaidAs,
): Promise<AccountRemoval> {
  const personOf = (id: string): PersonNumber | undefined =>
    as === undefined ? profiles.findOwn(id)?.person : (profiles.find(id, as) ?? undefined);
  const people = new Set<PersonNumber | string>(ids.map((id) => personOf(id) ?? id));
  const name = reservedTrait("account", account);
  const time = logicalNow();
  let removed = 0;
  const said: Fact[] = [];
  for (const person of people) {
    const own = typeof person === "number" ? accounts.memberIds(account, person) : [];
    if (own.length > 0) removed++;
    for (const id of own) said.push({ id, name, value: "null", time, idHash: null, proof: null });
  }
  const { inForce } = await facts.say(said);
  return { removed, unchanged: people.size - removed, inForce };
}
