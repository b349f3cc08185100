import { hash128, hashHex, seededRandom } from "@habitus/kernel";
import type { Table } from "../../../platform/kv.ts";
import type { Claim } from "../../../profiles/dedupe.ts";

// What the killed child writes and the parent expects to find, both computed from numbers alone.

/** Newest records that the child never releases. */
export const KEPT = 500;

/** The payload that belongs to an id: its own name, then bytes that follow from it; now and then larger than a block. */
export function payloadOf(id: string): Uint8Array {
  const random = seededRandom(hash128(id)[0]);
  const size = random.int(0, 40) === 0 ? random.int(200_000, 400_000) : random.int(0, 3_000);
  const filler = Buffer.alloc(size);
  for (let at = 0; at < size; at += 101) filler[at] = random.int(0, 255);
  return Buffer.concat([Buffer.from(`${id}\n`), filler]);
}

export function idOf(payload: Uint8Array): string {
  return Buffer.from(payload).toString("latin1", 0, payload.indexOf(10));
}

export type Pair = { readonly rev: number };
/** Two keys that every commit sets to the same revision. */
export const PAIR: Table<Pair> = { name: "pair", version: 1 };
/** A row for every revision, so that the tree grows and splits. */
export const ROWS: Table<string> = { name: "rows", version: 1 };

/** The claims of a batch: ids of its own, and one that batch 0 of its run had claimed. */
export function claimsOf(run: number, batch: number): readonly Claim[] {
  const at = 1_700_000_000_000;
  const claim = (name: string, index: number): Claim => ({
    idHash: hashHex(hash128(name)),
    at,
    offset: run * 1_000_000 + batch + 1,
    index,
  });
  const own = Array.from({ length: 100 }, (_, index) => claim(`${run}/${batch}/${index}`, index));
  return batch === 0 ? own : [...own, claim(`${run}/0/0`, 100)];
}
