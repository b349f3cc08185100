import { readFileSync } from "node:fs";
import { type Key, type Kv, put } from "../../platform/kv.ts";
import { createMemoryKv } from "../../platform/memory-kv.ts";

type Kept = { readonly table: string; readonly version: number; readonly key: Key; readonly value: unknown };

/** State as a released version wrote it. */
export async function recordedState(name: string): Promise<Kv> {
  const file = new URL(`../recordings/${name}.json`, import.meta.url);
  const kept = JSON.parse(readFileSync(file, "utf8")) as readonly Kept[];
  const kv = createMemoryKv();
  await kv.commit(kept.map(({ table, version, key, value }) => put({ name: table, version }, key, value)));
  return kv;
}
