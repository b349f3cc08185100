import type { Instant } from "@habitus/kernel";
import type { Table } from "../platform/kv.ts";
import type { OfTrait } from "./account-words.ts";
import { standingOf, withWord, wordsOf } from "./standing-trait.ts";
import type { StateDraft } from "./state-draft.ts";
import { keyText, type NodeTrait } from "./trait-word.ts";

/**
 * What rows of nobody have said on each trait of an account: the word in force, then those dated ahead, ascending. It is left of the
 * account when the last person is erased who was ever put to it.
 */
export const ACCOUNT_OWN: Table<readonly NodeTrait[], OfTrait> = { name: "account_own", version: 1 };

export function keepOwn(
  draft: StateDraft,
  account: string,
  word: NodeTrait,
  limit: { readonly at: Instant; readonly most: number },
): void {
  const key = [account, keyText(word.name)] as const;
  const known = standingOf(draft.get(ACCOUNT_OWN, key) ?? []);
  const standing = withWord(known ?? undefined, word, limit);
  if (standing !== null) draft.put(ACCOUNT_OWN, key, wordsOf(standing));
}
