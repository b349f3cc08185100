import type { Actor } from "@habitus/contract";
import type { Audit, AuditedChange } from "../platform/audit.ts";
import { type Kv, put, type Table } from "../platform/kv.ts";

type AuditRecord = AuditedChange & { readonly number: number };

/** Key: the record's number, counted from 1 in order of the changes. */
export const AUDIT: Table<AuditRecord> = { name: "audit", version: 1 };

export type AuditTrail = {
  /** For the commit of the change it tells of. */
  readonly record: Audit;
  /** Of a change that is kept elsewhere than in this state, right after it was made. */
  write(change: AuditedChange): Promise<void>;
  /** Newest first; `before` is the number of the last entry seen. */
  page(before: number | null, limit: number): AuditPage;
};

export type AuditPage = {
  readonly entries: readonly AuditRecord[];
  /** `before` of the following page, null at the oldest. */
  readonly next: number | null;
};

export const SYSTEM: Actor = { kind: "system", id: "system", name: "Habitus" };

/** A number whose commit failed stays unused: gaps say nothing. One trail per process, for it counts in memory. */
export function createAuditTrail(kv: Kv): AuditTrail {
  let last = newest(kv);
  const record: Audit = (change) => {
    last += 1;
    return put(AUDIT, [last], { ...change, number: last });
  };
  return {
    record,
    write: (change) => kv.commit([record(change)]),
    page(before, limit) {
      const range = { reverse: true, limit: limit + 1, ...(before === null ? {} : { to: [before] }) };
      const found = [...kv.range(AUDIT, range)].map(({ value }) => value);
      const entries = found.slice(0, limit);
      return { entries, next: found.length > limit ? (entries.at(-1)?.number ?? null) : null };
    },
  };
}

function newest(kv: Kv): number {
  for (const { value } of kv.range(AUDIT, { reverse: true, limit: 1 })) return value.number;
  return 0;
}
