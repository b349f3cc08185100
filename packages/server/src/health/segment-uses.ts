import { HOUR_MS, type Instant } from "@habitus/kernel";
import { type Kv, put, type Table } from "../platform/kv.ts";

type Use = { readonly at: Instant };

/** Key: segment key. When somebody last read its people through the API. Key "": since when this is kept. */
const SEGMENT_USES: Table<Use> = { name: "segment_uses", version: 1 };
/** Key: segment key. When its people were last taken along: downloaded, or read by a program. Key "": since when this is kept. */
const SEGMENT_TAKINGS: Table<Use> = { name: "segment_takings", version: 1 };
const SINCE = "";

/** Reads of a segment's people that are known of; who looks into the data folder or is sent transitions is not. */
export type SegmentUses = {
  /** Kept to the hour, so that reading page by page costs nothing. */
  note(segment: string): Promise<void>;
  lastRead(segment: string): Instant | null;
  /** The same of people who were taken along, so that somebody could act on them elsewhere. */
  noteTaken(segment: string): Promise<void>;
  lastTaken(segment: string): Instant | null;
  takingsSince(): Instant | null;
  /** Since when reads are noted; null before `begin`. */
  since(): Instant | null;
  /** From now on, unless it was so before. */
  begin(): Promise<void>;
};

export function createSegmentUses({
  kv,
  now,
}: {
  readonly kv: Kv;
  readonly now: () => Instant;
}): SegmentUses {
  const at = (table: Table<Use>, key: string): Instant | null => kv.get(table, [key])?.at ?? null;
  const note = async (table: Table<Use>, segment: string): Promise<void> => {
    const last = at(table, segment);
    if (last !== null && now() - last < HOUR_MS) return;
    await kv.commit([put(table, [segment], { at: now() })]);
  };
  return {
    lastRead: (segment) => at(SEGMENT_USES, segment),
    lastTaken: (segment) => at(SEGMENT_TAKINGS, segment),
    since: () => at(SEGMENT_USES, SINCE),
    takingsSince: () => at(SEGMENT_TAKINGS, SINCE),
    note: (segment) => note(SEGMENT_USES, segment),
    noteTaken: (segment) => note(SEGMENT_TAKINGS, segment),
    async begin() {
      const begun = [SEGMENT_USES, SEGMENT_TAKINGS].filter((table) => at(table, SINCE) === null);
      if (begun.length > 0) await kv.commit(begun.map((table) => put(table, [SINCE], { at: now() })));
    },
  };
}
