import { readFileSync } from "node:fs";
import { type Key, type Kv, put } from "../../../platform/kv.ts";
import { createMemoryKv } from "../../../platform/memory-kv.ts";

type Recording = {
  readonly records: readonly {
    readonly table: string;
    readonly version?: number;
    readonly key: Key;
    readonly value: unknown;
  }[];
};

/** A recording with whatever else it pins, and a store that holds its records. What an earlier version wrote is never written anew. */
export async function recorded<Also>(
  name: string,
): Promise<{ readonly kept: Recording & Also; readonly kv: Kv }> {
  const file = new URL(`../recordings/${name}.json`, import.meta.url);
  const kept = JSON.parse(readFileSync(file, "utf8")) as Recording & Also;
  const kv = createMemoryKv();
  await kv.commit(
    kept.records.map(({ table, version = 1, key, value }) => put({ name: table, version }, key, value)),
  );
  return { kept, kv };
}
