import { ACCOUNT_ID, ACCOUNTS_TRAIT, type Instant, isJsonObject, must } from "@habitus/kernel";
import type { History } from "../history.ts";
import { LIMITS } from "../limits.ts";
import type { AccountCut, AccountPopulation } from "../plan/population.ts";
import { evaluateReference, traitsAt } from "./evaluate.ts";

/** What a refresh finds of the people of accounts at an instant. */
export type AccountCounts = {
  /** How many accounts have somebody who is counted. */
  readonly accounts: number;
  /** In the order of the population's cuts. */
  readonly cuts: readonly CountedAccounts[];
};

export type CountedAccounts = {
  readonly key: string;
  /** How many accounts pass. */
  readonly holds: number;
  /** Their ids, ascending; null when they are more than `LIMITS.pinnedAccounts`. */
  readonly accounts: readonly string[] | null;
};

/** How many people of an account are counted, and how many of them meet the condition. */
type Count = { readonly members: number; readonly held: number };

/**
 * The meaning of a condition on the people of accounts: each person who is counted, in each of their accounts.
 * @param present As of `evaluateReference`.
 */
export function countReference(
  { people: { roots, leaves }, cuts }: AccountPopulation,
  histories: readonly History[],
  now: Instant,
  present = now,
): AccountCounts {
  const [counted, condition] = [must(roots[0], "who is counted"), must(roots[1], "the condition")];
  const counts = new Map<string, Count>();
  for (const history of histories) {
    const holds = (root: typeof counted): boolean =>
      evaluateReference({ version: 1, root, leaves }, history, now, present);
    if (!holds(counted)) continue;
    const held = holds(condition) ? 1 : 0;
    for (const account of accountIdsAt(history, now)) {
      const before = counts.get(account) ?? { members: 0, held: 0 };
      counts.set(account, { members: before.members + 1, held: before.held + held });
    }
  }
  return {
    accounts: counts.size,
    cuts: cuts.map((cut) => {
      const passing = [...counts].flatMap(([account, count]) => (passes(cut, count) ? [account] : []));
      return countedAccounts(cut, passing.length, passing);
    }),
  };
}

/** @param found Ids that pass, in any order; of more than may be pinned not all of them. */
export function countedAccounts(
  { key }: AccountCut,
  holds: number,
  found: readonly string[],
): CountedAccounts {
  return { key, holds, accounts: holds > LIMITS.pinnedAccounts ? null : [...found].sort() };
}

function passes({ least, most, every }: AccountCut, { members, held }: Count): boolean {
  return held >= least && (most === null || held <= most) && (!every || held === members);
}

function accountIdsAt(history: History, now: Instant): readonly string[] {
  const accounts = traitsAt(history, now)[ACCOUNTS_TRAIT];
  return (Array.isArray(accounts) ? accounts : []).flatMap((account) => {
    const id = isJsonObject(account) ? account[ACCOUNT_ID] : null;
    return typeof id === "string" ? [id] : [];
  });
}
