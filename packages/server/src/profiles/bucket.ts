import type { Fact } from "@habitus/events";
import { BUCKET_TRAIT, bucketRank, hash128, hashHex } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { NodeNumber, TraitRow } from "../store/event-store.ts";
import type { OwnIdentifier } from "./identity.ts";

// Every id says, when it is first seen, what puts its person into a bucket: a hash of the id itself, so that the same id has the same
// bucket in every workspace and after an erasure. Of several ids of a person the oldest decides.

/** The trait row of an id that is named for the first time at this place of the log. */
export function bucketRow(
  id: OwnIdentifier,
  at: { readonly offset: Offset; readonly index: number; readonly node: NodeNumber },
): TraitRow {
  const { name, value, time, idHash } = bucketFact(id, at.node);
  // Named one by one: most new people come to this, and a spread makes objects of a slow kind.
  return { offset: at.offset, index: at.index, node: at.node, name, value, time, idHash, source: "" };
}

/** The same as a fact, of an id that was there before ids said it. */
export function bucketFact(id: OwnIdentifier, node: NodeNumber): Fact & { readonly idHash: string } {
  const idHash = hashHex(hash128(`${id.kind}/${id.value}`));
  const value = `"${idHash}"`;
  return { id, name: BUCKET_TRAIT, value, time: bucketRank(node), idHash, proof: null };
}
