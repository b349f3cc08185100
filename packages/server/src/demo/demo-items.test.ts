import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import { createItemStore } from "../items/item-store.ts";
import { newItem } from "../items/new-item.ts";
import { put } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { countDemoItems, ensureItems, removeDemoItems } from "./demo-items.ts";

const SYSTEM = { kind: "system", id: "system", name: "Habitus" } as const;
const ANN = { kind: "user", id: "u1", name: "Ann" } as const;
const ITEMS = Array.from({ length: 2_500 }, (_, n) => ({ id: `i${n}`, name: `Item ${n}` }));

function world() {
  const told: unknown[] = [];
  const audit = (entry: unknown) => put({ name: "audit", version: 1 }, [told.push(entry)], entry);
  return { store: createItemStore({ kv: createMemoryKv(), audit, now: () => 1 }), told };
}

test("the demo's items come once, beside those that are there, and go without those that are somebody's own", async () => {
  const { store, told } = world();
  await store.write([newItem({ id: "i7", name: "Ours" })], ANN);
  expect(await ensureItems(store, ITEMS, SYSTEM)).toBe(2_499);
  expect(await ensureItems(store, ITEMS, SYSTEM)).toBe(0);
  await store.set(newItem({ id: "i9", name: "Renamed" }), null, ANN);
  expect(await countDemoItems(store)).toBe(2_498);
  told.length = 0;
  expect(await removeDemoItems(store, SYSTEM)).toBe(2_498);
  expect(told).toMatchObject([
    { before: { items: 1_000 } },
    { before: { items: 1_000 } },
    { before: { items: 498 } },
  ]);
  expect(await removeDemoItems(store, SYSTEM)).toBe(0);
  expect([store.count(), store.get("i7")?.name, store.get("i9")?.name]).toEqual([2, "Ours", "Renamed"]);
});

test("where the catalogue is full the demo goes without names", async () => {
  const write = () => Promise.reject(new HabitusError("too_many", "full"));
  expect(await ensureItems({ ...world().store, write }, ITEMS, SYSTEM)).toBe(0);
});
