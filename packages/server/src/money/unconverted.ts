import type { Unconverted as Reason } from "@habitus/events";
import { LIMITS } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import { type Kv, put, type Table } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";

/** Events that came with amounts in a currency of which they have none in the workspace's own. */
export type UnconvertedRow = {
  /** As it was said, in capitals; "" for all beyond those that are told apart, and for what is no text. */
  readonly currency: string;
  /** The workspace's own currency at that time; null for what version 1 counted, which did not tell. */
  readonly into: string | null;
  readonly reason: Reason;
  readonly events: number;
  /** Times of the events, the earliest and the latest. */
  readonly first: Instant;
  readonly last: Instant;
  /** When one came in last. */
  readonly seenAt: Instant;
};

/** Key: the workspace's own currency, reason, currency. */
const UNCONVERTED: Table<UnconvertedRow> = { name: "unconverted_amounts", version: 2 };
/** Read, never written. Key: reason, currency. */
const UNCONVERTED_1: Table<Omit<UnconvertedRow, "into">> = { name: "unconverted_amounts", version: 1 };

/** An event with an amount that is not known in the workspace's currency. */
export type Found = Pick<UnconvertedRow, "currency" | "reason"> & {
  readonly into: string;
  readonly time: Instant;
};

export type UnconvertedCounts = {
  /** Those that came last first. */
  list(): readonly UnconvertedRow[];
  /** Counts an event; it need not be on disk before a sender is answered. */
  note(found: Found): void;
};

export type UnconvertedDeps = {
  readonly kv: Kv;
  readonly now: () => Instant;
  /** Told when what was found could not be kept: it is counted with what comes next. */
  readonly onFailure: (error: unknown) => void;
};

/** Nobody's currency has a longer name; what is longer is not told apart. */
const LONGEST = 20;

export function createUnconvertedCounts({ kv, now, onFailure }: UnconvertedDeps): UnconvertedCounts {
  const serially = createSerially();
  const rows = new Map<string, UnconvertedRow>();
  for (const { value } of kv.range(UNCONVERTED_1, {})) {
    const row = { ...value, into: null };
    rows.set(idOf(row), row);
  }
  for (const { value } of kv.range(UNCONVERTED, {})) rows.set(idOf(value), value);
  let pending = new Set<string>();
  let isScheduled = false;
  const flush = async (): Promise<void> => {
    isScheduled = false;
    const taken = pending;
    pending = new Set();
    if (taken.size === 0) return;
    try {
      const changed = [...taken].flatMap((id) => rows.get(id) ?? []);
      await kv.commit(
        changed.map((row) => put(UNCONVERTED, [row.into ?? "", row.reason, row.currency], row)),
      );
    } catch (error) {
      for (const id of taken) pending.add(id);
      onFailure(error);
    }
  };
  return {
    list: () => [...rows.values()].sort((a, b) => b.seenAt - a.seenAt || (idOf(a) < idOf(b) ? -1 : 1)),
    note({ currency: said, into, reason, time }) {
      const named = toldApart(said);
      const isRoom =
        rows.has(idOf({ into, reason, currency: named })) || rows.size < LIMITS.unconvertedCurrencies;
      const currency = isRoom ? named : "";
      const id = idOf({ into, reason, currency });
      const before = rows.get(id);
      rows.set(id, {
        currency,
        into,
        reason,
        events: (before?.events ?? 0) + 1,
        first: Math.min(before?.first ?? time, time),
        last: Math.max(before?.last ?? time, time),
        seenAt: now(),
      });
      pending.add(id);
      // All that gathers while the one before is on its way to the disk goes together.
      if (isScheduled) return;
      isScheduled = true;
      void serially(flush);
    },
  };
}

/** A currency as it is counted, however it was written. */
export function toldApart(said: string): string {
  return said.length > LONGEST ? "" : said.toUpperCase();
}

function idOf({ into, reason, currency }: Pick<UnconvertedRow, "into" | "reason" | "currency">): string {
  return `${into ?? ""} ${reason} ${currency}`;
}
