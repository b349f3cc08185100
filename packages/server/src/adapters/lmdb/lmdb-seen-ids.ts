import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Hash128 } from "@habitus/kernel";
import type { SeenIds } from "../../imports/seen-ids.ts";
import { IdStore } from "./dedupe/id-store.ts";
import { IdTable } from "./dedupe/id-table.ts";
import { WORDS } from "./dedupe/id-words.ts";

/** Ids that wait in memory before they are written. */
const WAITING_IDS = 2 ** 15;
/** An entry has a place in the log; these have none, and an offset of 0 would mark an empty slot. */
const NO_PLACE = [0, 1, 0] as const;

/** Hashes in the id store of the deduplication, in a new folder of its own: about two bytes of memory for each. */
export function openLmdbSeenIds(dir: string): SeenIds {
  mkdirSync(dirname(dir), { recursive: true });
  const store = IdStore.open(dir);
  const waiting = new IdTable(WAITING_IDS);
  const entry = new Uint32Array(WORDS);
  const known = (id: Hash128): boolean => {
    entry.set([...id, ...NO_PLACE]);
    return waiting.find(entry, 0) >= 0 || store.find(entry, 0) !== null;
  };
  return {
    has: known,
    add(id) {
      if (known(id)) return false;
      waiting.add(entry, 0);
      return true;
    },
    async settle() {
      if (waiting.count < WAITING_IDS) return;
      await store.add(waiting.words.slice(0, waiting.count * WORDS));
      await store.keep();
      waiting.clear();
    },
    async drop() {
      await store.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
