import { HOUR_MS, type Instant } from "@habitus/kernel";
import { type Kv, put, type Table } from "../platform/kv.ts";

type Use = { readonly at: Instant };

/** Key: segment key. When somebody last read its people through the API. Key "": since when this is kept. */
const SEGMENT_USES: Table<Use> = { name: "segment_uses", version: 1 };
const SINCE = "";

/** Reads of a segment's people that are known of; who looks into the data folder or is sent transitions is not. */
export type SegmentUses = {
  /** Kept to the hour, so that reading page by page costs nothing. */
  note(segment: string): Promise<void>;
  lastRead(segment: string): Instant | null;
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
  const at = (key: string): Instant | null => kv.get(SEGMENT_USES, [key])?.at ?? null;
  return {
    lastRead: at,
    since: () => at(SINCE),
    async note(segment) {
      const last = at(segment);
      if (last !== null && now() - last < HOUR_MS) return;
      await kv.commit([put(SEGMENT_USES, [segment], { at: now() })]);
    },
    async begin() {
      if (at(SINCE) === null) await kv.commit([put(SEGMENT_USES, [SINCE], { at: now() })]);
    },
  };
}
