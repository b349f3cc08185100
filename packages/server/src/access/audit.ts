import type { Actor } from "@habitus/contract";
import { type Instant, must } from "@habitus/kernel";
import type { Audit, AuditedChange } from "../platform/audit.ts";
import { type Kv, put, type Table } from "../platform/kv.ts";
import { type AuditIndex, createAuditIndex } from "./audit-index.ts";

type AuditRecord = AuditedChange & { readonly number: number };

/** Key: the record's number, counted from 1 in order of the changes. */
export const AUDIT: Table<AuditRecord> = { name: "audit", version: 1 };

export type AuditTrail = {
  /** For the commit of the change it tells of. */
  readonly record: Audit;
  /** Of a change that is kept elsewhere than in this state, right after it was made. */
  write(change: AuditedChange): Promise<void>;
  /**
   * Newest first; `before` is the number of the last entry seen. Only so many entries are looked at for a page, so one may hold
   * fewer than `limit`, or none, while there are more.
   */
  page(before: number | null, limit: number, filter?: AuditFilter): AuditPage;
};

/** Which entries; what is absent lets every entry through. */
export type AuditFilter = {
  readonly target?: string | undefined;
  /** The id of who did it. */
  readonly actor?: string | undefined;
  /** Thing and verb, such as `segment.edit`, or the thing alone. */
  readonly action?: string | undefined;
  /** Inclusive. */
  readonly from?: Instant | null;
  /** Exclusive. */
  readonly to?: Instant | null;
};

const LOOKED_AT = 10_000;

export type AuditPage = {
  readonly entries: readonly AuditRecord[];
  /** `before` of the following page, null at the oldest. */
  readonly next: number | null;
};

export const SYSTEM: Actor = { kind: "system", id: "system", name: "Habitus" };

/** A number whose commit failed stays unused: gaps say nothing. One trail per process, for it counts in memory. */
export function createAuditTrail(kv: Kv, onBug: (error: unknown) => void): AuditTrail {
  let last = newest(kv);
  const index = createAuditIndex({ kv, entries: AUDIT, newest: last, onBug });
  const record: Audit = (change) => {
    last += 1;
    index.given(last);
    return put(AUDIT, [last], { ...change, number: last });
  };
  const newestFirst = (before: number | null, target: string | undefined): Iterable<AuditRecord> =>
    target === undefined ? recordsAbove(kv, 0, before) : recordsAbout(kv, index, target, before);
  return {
    record,
    write: (change) => kv.commit([record(change)]),
    page(before, limit, filter = {}) {
      const entries: AuditRecord[] = [];
      let looked = 0;
      let next: number | null = null;
      for (const entry of newestFirst(before, filter.target)) {
        if (entries.length === limit || looked === LOOKED_AT) return { entries, next };
        looked += 1;
        next = entry.number;
        if (fits(entry, filter)) entries.push(entry);
      }
      return { entries, next: null };
    },
  };
}

function* recordsAbove(kv: Kv, above: number, before: number | null): Iterable<AuditRecord> {
  if (before !== null && before <= above) return;
  const range = { reverse: true, from: [above + 1], ...(before === null ? {} : { to: [before] }) };
  for (const { value } of kv.range(AUDIT, range)) yield value;
}

/** All that are not indexed yet, and of the rest those about the target. */
function* recordsAbout(
  kv: Kv,
  index: AuditIndex,
  target: string,
  before: number | null,
): Iterable<AuditRecord> {
  const indexed = index.upTo();
  yield* recordsAbove(kv, indexed, before);
  for (const number of index.numbers(target, Math.min(before ?? indexed + 1, indexed + 1))) {
    yield must(kv.get(AUDIT, [number]), "an indexed entry is kept");
  }
}

function fits({ at, actor, action, target }: AuditRecord, filter: AuditFilter): boolean {
  if (filter.target !== undefined && target !== filter.target) return false;
  if (filter.actor !== undefined && actor.id !== filter.actor) return false;
  if (filter.action !== undefined && action !== filter.action && !action.startsWith(`${filter.action}.`)) {
    return false;
  }
  return at >= (filter.from ?? Number.NEGATIVE_INFINITY) && at < (filter.to ?? Number.POSITIVE_INFINITY);
}

function newest(kv: Kv): number {
  for (const { value } of kv.range(AUDIT, { reverse: true, limit: 1 })) return value.number;
  return 0;
}
