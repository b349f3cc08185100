import type { Offset } from "../log/log.ts";
import { type Change, type Kv, put, remove } from "../platform/kv.ts";
import type { NodeNumber } from "../store/event-store.ts";
import type { PersonIdentifier } from "./identity.ts";
import {
  DELETED_EVENTS_OF,
  ERASED_ACCOUNTS,
  ERASED_NODES,
  ERASURE_MARKS,
  type ErasureMark,
  type IdDigest,
  TOMBSTONES,
} from "./tombstones.ts";

/** Who was erased, as far as the resolver has come. */
export type ErasureReads = {
  /** Null until the resolver has come to the erasure. */
  mark(erasure: number): ErasureMark | null;
  /** The nodes that it erased, while the log may still have something of them. */
  nodes(mark: ErasureMark): readonly NodeNumber[];
  /** Ids of the accounts that nobody else was ever in, for as long. */
  accounts(mark: ErasureMark): readonly string[];
  /** Whether the id, as it was at that record, was erased since. */
  isGone(id: PersonIdentifier, record: Offset): boolean;
  /** Takes away what only records at or below this one need, which the log has no more: the numbers that ids had, and accounts that went. */
  forgetNumbers(upTo: Offset): readonly Change[];
};

export function createErasureReads(kv: Kv, digest: IdDigest): ErasureReads {
  return {
    mark: (erasure) => kv.get(ERASURE_MARKS, [erasure]) ?? null,
    nodes: ({ offset }) => kv.get(ERASED_NODES, [offset]) ?? [],
    accounts: ({ offset }) => [...kv.range(ERASED_ACCOUNTS, { prefix: [offset] })].map(({ value }) => value),
    isGone: ({ kind, value }, record) =>
      (kv.get(TOMBSTONES, [digest({ kind, value })]) ?? []).some(({ offset }) => offset > record),
    forgetNumbers(upTo) {
      const changes: Change[] = [];
      for (const { key, value } of kv.range(TOMBSTONES, {})) {
        if (value.every(({ was, offset }) => was === null || offset > upTo)) continue;
        const after = value.map((each) => (each.offset > upTo ? each : { ...each, was: null }));
        changes.push(put(TOMBSTONES, key, after));
      }
      for (const table of [ERASED_NODES, ERASED_ACCOUNTS, DELETED_EVENTS_OF]) {
        for (const key of kv.keys(table, { to: [upTo + 1] })) changes.push(remove(table, key));
      }
      return changes;
    },
  };
}
