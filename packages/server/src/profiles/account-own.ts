import type { Instant } from "@habitus/kernel";
import type { Table } from "../platform/kv.ts";
import type { OfTrait } from "./account-words.ts";
import { standingAt } from "./standing-at.ts";
import type { StateDraft } from "./state-draft.ts";
import { isNewer, keyText, type NodeTrait } from "./trait-word.ts";

/**
 * What rows of nobody have said on each trait of an account: the word in force, then those dated ahead, ascending. It is left of the
 * account when the last person is erased who was ever put to it.
 */
export const ACCOUNT_OWN: Table<readonly NodeTrait[], OfTrait> = { name: "account_own", version: 1 };

/** Of more than `most` words ahead the nearest are let go of. */
export function keepOwn(
  draft: StateDraft,
  account: string,
  word: NodeTrait,
  limit: { readonly at: Instant; readonly most: number },
): void {
  const key = [account, keyText(word.name)] as const;
  const all = [...(draft.get(ACCOUNT_OWN, key) ?? []), word].sort((a, b) => (isNewer(a, b) ? 1 : -1));
  draft.put(
    ACCOUNT_OWN,
    key,
    standingAt(all, ({ time }) => time, limit),
  );
}
