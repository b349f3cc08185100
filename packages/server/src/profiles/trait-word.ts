import { hash128, hashHex, type Instant } from "@habitus/kernel";

/** The current value of one trait of one node. Traits belong to nodes, so moving a node moves its traits. */
export type NodeTrait = {
  readonly name: string;
  /** JSON text. */
  readonly value: string;
  readonly time: Instant;
  readonly idHash: string;
  readonly source: string;
};

/** Names and ids of others are free text of any length; keys are not. */
export function keyText(name: string): string {
  return name.length <= 200 ? name : `${name.slice(0, 100)}\u0000${hashHex(hash128(name))}`;
}

/** Latest by (time, id hash), the order of SEMANTICS inside a person. */
export function isNewer(
  a: { readonly time: Instant; readonly idHash: string },
  b: { readonly time: Instant; readonly idHash: string },
): boolean {
  return a.time > b.time || (a.time === b.time && a.idHash > b.idHash);
}
