import { must } from "@habitus/kernel";
import { expect, test } from "vitest";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { createImportStore, IMPORTS_KEPT, type ImportStore } from "./import-store.ts";
import { SHIPPED_MAPPINGS } from "./shipped-mappings.ts";

const BY = { kind: "system", id: "test", name: "Test" } as const;
const { mapping } = must([...SHIPPED_MAPPINGS.values()][0], "mappings come with us");

async function storeOf(imports: number): Promise<ImportStore> {
  const store = createImportStore(createMemoryKv());
  const file = { id: "f1", name: "rows.csv", bytes: 10 };
  const content = { mode: "run", file, mappingKey: null, mapping, createdAt: 1, createdBy: BY } as const;
  await Promise.all(Array.from({ length: imports }, () => store.make(content, () => [])));
  return store;
}

test("changes that are made at the same time are all kept", async () => {
  const store = await storeOf(1);
  await Promise.all([
    store.change(1, { job: "j1" }),
    store.change(1, { errorBytes: 7 }),
    store.change(1, { isDone: true }),
  ]);
  expect(store.get(1)).toMatchObject({ job: "j1", errorBytes: 7, isDone: true });
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
