import type { Actor } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
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
export function createAuditTrail(kv: Kv): AuditTrail {
  let last = newest(kv);
  const byTarget = createTargetIndex(kv);
  const record: Audit = (change) => {
    last += 1;
    byTarget.note(change.target, last);
    return put(AUDIT, [last], { ...change, number: last });
  };
  const newestFirst = (before: number | null, target: string | undefined): Iterable<AuditRecord> =>
    target === undefined ? everyRecord(kv, before) : byTarget.records(target, before);
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

function* everyRecord(kv: Kv, before: number | null): Iterable<AuditRecord> {
  const range = { reverse: true, ...(before === null ? {} : { to: [before] }) };
  for (const { value } of kv.range(AUDIT, range)) yield value;
}

function fits({ at, actor, action }: AuditRecord, filter: AuditFilter): boolean {
  if (filter.actor !== undefined && actor.id !== filter.actor) return false;
  if (filter.action !== undefined && action !== filter.action && !action.startsWith(`${filter.action}.`)) {
    return false;
  }
  return at >= (filter.from ?? Number.NEGATIVE_INFINITY) && at < (filter.to ?? Number.POSITIVE_INFINITY);
}

/** Numbers of entries by what they are about, read once when they are first asked for and kept up from then on. */
function createTargetIndex(kv: Kv) {
  let numbers: Map<string, number[]> | null = null;
  /** Noted before the first read: their commits may be under way while it goes through the table. */
  let noted: { readonly target: string; readonly number: number }[] = [];
  const add = (to: Map<string, number[]>, target: string, number: number): void => {
    const known = to.get(target) ?? [];
    to.set(target, known);
    known.push(number);
  };
  const read = (): Map<string, number[]> => {
    const all = new Map<string, number[]>();
    const [first] = noted;
    const before = first === undefined ? {} : { to: [first.number] };
    for (const { value } of kv.range(AUDIT, before)) add(all, value.target, value.number);
    for (const { target, number } of noted) add(all, target, number);
    noted = [];
    return all;
  };
  return {
    note(target: string, number: number): void {
      if (numbers === null) noted.push({ target, number });
      else add(numbers, target, number);
    },
    *records(target: string, before: number | null): Iterable<AuditRecord> {
      numbers ??= read();
      for (const number of (numbers.get(target) ?? []).toReversed()) {
        if (before !== null && number >= before) continue;
        // Its commit may have failed, or is still under way.
        const entry = kv.get(AUDIT, [number]);
        if (entry !== undefined) yield entry;
      }
    },
  };
}

function newest(kv: Kv): number {
  for (const { value } of kv.range(AUDIT, { reverse: true, limit: 1 })) return value.number;
  return 0;
}
