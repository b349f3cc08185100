import { HOUR_MS, type Instant } from "@habitus/kernel";
import { type Kv, put, type Table } from "../platform/kv.ts";

/** Key: id of a key. When it last let somebody in. */
export const KEY_USES: Table<{ readonly at: Instant }> = { name: "key_uses", version: 1 };

export type KeyUses = {
  /** Kept to the hour, so that a call costs nothing; one that cannot be kept hinders nobody. */
  note(id: string): void;
  last(id: string): Instant | null;
};

export function createKeyUses(kv: Kv, now: () => Instant): KeyUses {
  const noted = new Map<string, Instant>();
  const last = (id: string): Instant | null => noted.get(id) ?? kv.get(KEY_USES, [id])?.at ?? null;
  return {
    last,
    note(id) {
      const before = last(id);
      const at = now();
      if (before !== null && at - before < HOUR_MS) return;
      noted.set(id, at);
      // It is told from memory until the next hour, when it is tried again.
      kv.commit([put(KEY_USES, [id], { at })]).catch(() => undefined);
    },
  };
}
