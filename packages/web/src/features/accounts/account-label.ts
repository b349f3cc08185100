import type { AccountEntry } from "@habitus/contract";

/** What to call an account: its name, otherwise its id. */
export function accountLabel({ id, name }: Pick<AccountEntry, "id" | "name">): string {
  return name ?? id;
}
