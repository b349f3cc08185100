import { ACCOUNTS_TRAIT } from "@habitus/kernel";
import type { Plan, TraitChange } from "@habitus/segments";
import { followsHome as leafFollowsHome } from "../world/follows-home.ts";

/** Whether the person's home zone takes part. */
export function followsHome({ leaves }: Plan): boolean {
  return leaves.some(leafFollowsHome);
}

/** Whether it asks what the person's accounts are like. */
export function readsAccounts({ leaves }: Plan): boolean {
  return leaves.some((leaf) => leaf.kind === "trait" && leaf.path[0] === ACCOUNTS_TRAIT);
}

/** Whether it says something of an account. */
export function isWord({ name }: TraitChange): boolean {
  return name === ACCOUNTS_TRAIT;
}

/** A hash that ranks the other way round. */
export function complement(hash: string): string {
  return hash.replaceAll(/./g, (digit) => (15 - Number.parseInt(digit, 16)).toString(16));
}
