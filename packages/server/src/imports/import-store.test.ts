import { must } from "@habitus/kernel";
import { expect, test } from "vitest";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { createImportStore, IMPORTS_KEPT, type ImportStore } from "./import-store.ts";
import { SHIPPED_MAPPINGS } from "./shipped-mappings.ts";
import { begun } from "./testing/begun.ts";

const BY = { kind: "system", id: "test", name: "Test" } as const;
const { mapping } = must([...SHIPPED_MAPPINGS.values()][0], "mappings come with us");

const file = { id: "f1", name: "rows.csv", bytes: 10 };
const CONTENT = { mode: "run", file, mappingKey: null, mapping, createdAt: 1, createdBy: BY } as const;

async function storeOf(imports: number): Promise<ImportStore> {
  const kv = createMemoryKv();
  const store = createImportStore(kv);
  await Promise.all(Array.from({ length: imports }, () => store.make(CONTENT, begun(kv))));
  return store;
}

test("changes that are made at the same time are all kept", async () => {
  const store = await storeOf(1);
  await Promise.all([store.change(1, { errorBytes: 7 }), store.change(1, { isDone: true })]);
  expect(store.get(1)).toMatchObject({ errorBytes: 7, isDone: true });
});

test("an import is kept with its job or not at all, and one that did not begin takes no number", async () => {
  const kv = createMemoryKv();
  const store = createImportStore(kv);
  const refused = store.make(CONTENT, () => Promise.reject(new Error("The server is stopping.")));
  await expect(refused).rejects.toThrow("stopping");
  expect(store.list(null, null)).toEqual([]);
  const made = await store.make(CONTENT, begun(kv, "j7"));
  expect([made.number, made.job, store.get(1)]).toEqual([1, "j7", made]);
});

test("of too many imports the oldest go, but none whose job has not ended", async () => {
  const store = await storeOf(IMPORTS_KEPT + 4);
  const numbers = async (needed: readonly number[]) =>
    (await store.surplus(new Set(needed))).map(({ number }) => number);
  expect(await numbers([1, 3, IMPORTS_KEPT])).toEqual([4, 2]);
  expect([1, 2, 3, 4].filter((number) => store.get(number) !== null)).toEqual([1, 3]);
  expect(store.list(null, null)).toHaveLength(IMPORTS_KEPT + 2);
  expect(await numbers([1])).toEqual([3]);
  expect(await numbers([])).toEqual([1]);
});
