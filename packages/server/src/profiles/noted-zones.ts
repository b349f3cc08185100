import type { Fact } from "@habitus/events";
import { hash128, hashHex, type Instant, parseJson, SEEN_ZONE_TRAIT } from "@habitus/kernel";
import type { Kv } from "../platform/kv.ts";
import { NODES_BY_KEY, nodeKey } from "./identity.ts";
import { NODE_TRAITS } from "./profile-state.ts";
import { newestOf } from "./standing-trait.ts";

/** The time zone that was last noted of an id itself; null for none. */
export type NotedZones = (
  id: Fact["id"],
) => { readonly zone: string; readonly time: Instant; readonly idHash: string } | null;

const hash = (text: string): string => hashHex(hash128(text));

export function createNotedZones(kv: Pick<Kv, "get">): NotedZones {
  return ({ kind, value }) => {
    const node = kv.get(NODES_BY_KEY, nodeKey(kind, value, hash));
    const standing = node === undefined ? undefined : kv.get(NODE_TRAITS, [node, SEEN_ZONE_TRAIT]);
    const trait = standing === undefined ? undefined : newestOf(standing);
    const zone = trait === undefined ? null : parseJson(trait.value);
    return trait === undefined || typeof zone !== "string"
      ? null
      : { zone, time: trait.time, idHash: trait.idHash };
  };
}
