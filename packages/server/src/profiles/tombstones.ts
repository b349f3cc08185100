import { createHmac } from "node:crypto";
import type { Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { Table } from "../platform/kv.ts";
import type { NodeNumber } from "../store/event-store.ts";
import type { IdNode, PersonIdentifier } from "./identity.ts";

/** What stands for an id of somebody who was erased: nobody without the key can tell which id it was. */
export type IdDigest = (id: PersonIdentifier) => string;

const DIGEST_HEX = 32;

/** HMAC-SHA-256 (RFC 2104) of the id, cut to 128 bits; `key` is the installation's own. */
export function createIdDigest(key: Uint8Array): IdDigest {
  return ({ kind, value }) =>
    createHmac("sha256", key).update(`erased\u0000${kind}\u0000${value}`).digest("hex").slice(0, DIGEST_HEX);
}

/** One time that an id was erased. */
export type Tombstone = {
  readonly erasure: number;
  /** The erase record. Whatever is said of the id before it, or for a time not behind `time`, is of nobody. */
  readonly offset: Offset;
  readonly time: Instant;
  /** What the id had been, for records before the erase that are worked off once more; null once the log no longer has them. */
  readonly was: { readonly node: NodeNumber; readonly named: IdNode["named"] } | null;
};

/** Oldest first. Key [digest]. */
export const TOMBSTONES: Table<readonly Tombstone[]> = { name: "tombstones", version: 1 };

/** The nodes that a record erased. Key [record]. */
export const ERASED_NODES: Table<readonly NodeNumber[]> = { name: "erased_nodes", version: 1 };

/** Ids of accounts that went with the last person who was ever put to them. Key [record, account key]. */
export const ERASED_ACCOUNTS: Table<string> = { name: "erased_accounts", version: 1 };

/** The nodes of whom a record deleted events. Key [record]. */
export const DELETED_EVENTS_OF: Table<readonly NodeNumber[]> = { name: "deleted_events_of", version: 1 };

/** What became of an erasure in the state. */
export type ErasureMark = {
  readonly offset: Offset;
  readonly at: Instant;
  /** Ids that were erased. */
  readonly ids: number;
  /** The newest record that held something of the person and came after the erase; null for none. */
  readonly late: Offset | null;
};

/** Key [erasure]. */
export const ERASURE_MARKS: Table<ErasureMark> = { name: "erasure_marks", version: 1 };

/** The erasure that something said of the id in this record, for this time, falls under; null when it counts. */
export function buriedBy(
  tombstones: readonly Tombstone[],
  said: { readonly offset: Offset; readonly time: Instant },
): Tombstone | null {
  return tombstones.findLast(({ offset, time }) => offset < said.offset && said.time <= time) ?? null;
}

/** What the id was at that record, where it was erased since. */
export function erasedSince(tombstones: readonly Tombstone[], record: Offset): Tombstone | null {
  return tombstones.find(({ offset }) => offset > record) ?? null;
}
