import type { Unconverted as Reason } from "@habitus/events";
import { LIMITS } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import { type Kv, put, type Table } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";

/** Events that came with amounts in a currency of which they have none in the workspace's own. */
export type UnconvertedRow = {
  /** As it was said, in capitals; "" for all beyond those that are told apart, and for what is no text. */
  readonly currency: string;
  readonly reason: Reason;
  readonly events: number;
  /** Times of the events, the earliest and the latest. */
  readonly first: Instant;
  readonly last: Instant;
  /** When one came in last. */
  readonly seenAt: Instant;
};

/** Key: reason, currency. */
const UNCONVERTED: Table<UnconvertedRow> = { name: "unconverted_amounts", version: 1 };

export type UnconvertedCounts = {
  /** Those that came last first. */
  list(): readonly UnconvertedRow[];
  /** Counts an event; it need not be on disk before a sender is answered. */
  note(found: { readonly currency: string; readonly reason: Reason; readonly time: Instant }): void;
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
      await kv.commit(changed.map((row) => put(UNCONVERTED, [row.reason, row.currency], row)));
    } catch (error) {
      for (const id of taken) pending.add(id);
      onFailure(error);
    }
  };
  return {
    list: () => [...rows.values()].sort((a, b) => b.seenAt - a.seenAt || (idOf(a) < idOf(b) ? -1 : 1)),
    note({ currency: said, reason, time }) {
      const named = said.length > LONGEST ? "" : said.toUpperCase();
      const isRoom = rows.has(idOf({ reason, currency: named })) || rows.size < LIMITS.unconvertedCurrencies;
      const currency = isRoom ? named : "";
      const id = idOf({ reason, currency });
      const before = rows.get(id);
      rows.set(id, {
        currency,
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

function idOf({ reason, currency }: Pick<UnconvertedRow, "reason" | "currency">): string {
  return `${reason} ${currency}`;
}
