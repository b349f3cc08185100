import { ACCOUNT_ID, isJsonObject, type JsonValue } from "@habitus/kernel";
import type { TraitChange } from "../history.ts";

type Word = { readonly account: JsonValue; readonly trait: JsonValue; readonly value: JsonValue };

/**
 * The id and traits of each account that the person belongs to.
 * @param words The changes of kernel `ACCOUNTS_TRAIT` that are visible, in order.
 */
export function accountsOf(words: readonly TraitChange[]): JsonValue {
  const latest = new Map<string, Word>();
  for (const { value } of words) {
    if (!isJsonObject(value)) continue;
    const { account = null, trait = null, value: said = null } = value;
    latest.set(JSON.stringify([account, trait]), { account, trait, value: said });
  }
  const all = [...latest.values()];
  return all
    .filter(({ trait, value }) => trait === null && value === true)
    .map(({ account }) => {
      const own = all.filter((word) => word.account === account);
      const traits = own.flatMap(({ trait, value }) =>
        typeof trait === "string" ? [[trait, value] as const] : [],
      );
      return { ...Object.fromEntries(traits), [ACCOUNT_ID]: account };
    });
}
