import { parseJson } from "@habitus/kernel";
import { observe, type Vocabulary } from "@habitus/segments";
import type { AccountReads } from "../profiles/account-reads.ts";

/** Accounts whose traits are looked at. */
const ACCOUNTS_LOOKED_AT = 300;

/** What the traits of accounts look like. */
export function accountTraitsSeen(
  accounts: AccountReads,
): Required<Pick<Vocabulary, "accountTraits" | "accountsSeen">> {
  const { accounts: some } = accounts.search("", null, ACCOUNTS_LOOKED_AT);
  const samples = some.map(({ id }) => {
    const traits = accounts.traits(id).map(({ name, value }) => [name, parseJson(value)] as const);
    return { value: Object.fromEntries(traits), times: 1 };
  });
  const { properties, closed } = observe(samples);
  return { accountTraits: properties, accountsSeen: { looked: samples.length, closed } };
}
