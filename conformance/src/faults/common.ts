import type { Plan } from "@habitus/segments";
import { followsHome as leafFollowsHome } from "../world/follows-home.ts";

/** Whether the person's home zone takes part. */
export function followsHome({ leaves }: Plan): boolean {
  return leaves.some(leafFollowsHome);
}

/** A hash that ranks the other way round. */
export function complement(hash: string): string {
  return hash.replaceAll(/./g, (digit) => (15 - Number.parseInt(digit, 16)).toString(16));
}
