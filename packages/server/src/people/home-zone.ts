import { OWN_ZONE_TRAIT, parseJson, SEEN_ZONE_TRAIT } from "@habitus/kernel";
import { isZoneName } from "@habitus/segments";
import type { Profile } from "../profiles/profile-reads.ts";

export type HomeZone = { readonly zone: string; readonly from: "trait" | "calls" | "workspace" };

/** Where a person lives as conditions see it, and who says so. */
export function homeZoneOf({ traits }: Pick<Profile, "traits">, workspaceZone: string): HomeZone {
  const named = (trait: string): string | null => {
    const said = traits.find(({ name }) => name === trait);
    const value = said === undefined ? null : parseJson(said.value);
    return typeof value === "string" && isZoneName(value) ? value : null;
  };
  const own = named(OWN_ZONE_TRAIT);
  if (own !== null) return { zone: own, from: "trait" };
  const seen = named(SEEN_ZONE_TRAIT);
  return seen === null ? { zone: workspaceZone, from: "workspace" } : { zone: seen, from: "calls" };
}
