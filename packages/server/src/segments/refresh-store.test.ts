import { expect, test } from "vitest";
import type { Kv } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { createRefreshStore, type Refresh } from "./refresh-store.ts";

const refresh = (population: string, at: number, value: string): Refresh => ({
  population,
  says: population,
  at,
  people: 10,
  isAge: false,
  cuts: [{ key: `${population}/top`, side: "top", part: 1, of: 5, value, holds: 2 }],
});

test("a past instant has the newest of each population at or before it, and one of each is read, at a start too", async () => {
  const memory = createMemoryKv();
  let read = 0;
  const kv: Kv = {
    ...memory,
    *range(table, range) {
      for (const entry of memory.range(table, range)) {
        read++;
        yield entry;
      }
    },
  };
  const store = createRefreshStore(kv);
  for (let at = 1; at <= 100; at++) await store.add([refresh("a", at, `a${at}`)]);
  await store.add([refresh("b", 60, "b60")]);
  const valuesAt = (of: typeof store, at: number | null) =>
    [...of.pinned(at).values()].flatMap(({ cut }) => ("value" in cut ? [cut.value] : []));
  read = 0;
  expect(valuesAt(store, 50)).toEqual(["a50"]);
  expect(read).toBe(1);
  expect(valuesAt(store, 60)).toEqual(["a60", "b60"]);
  expect(valuesAt(store, 0)).toEqual([]);
  expect(valuesAt(store, null)).toEqual(["a100", "b60"]);
  read = 0;
  const started = createRefreshStore(kv);
  expect(valuesAt(started, null)).toEqual(["a100", "b60"]);
  expect(started.during(["a", "b"], { from: 58, to: 61 })).toEqual([59, 60, 61]);
  expect(read).toBe(2);
  expect(valuesAt(started, 99)).toEqual(["a99", "b60"]);
});

test("no refresh names accounts that are forgotten, neither the newest nor one of the past, also after a start", async () => {
  const kv = createMemoryKv();
  const store = createRefreshStore(kv);
  const ofAccounts = (at: number, accounts: readonly string[] | null): Refresh => {
    const cut = { key: "m/1-", least: 1, most: null, every: false };
    return { ...refresh("m", at, ""), cuts: [{ ...cut, accounts, holds: accounts?.length ?? 30_000 }] };
  };
  await store.add([ofAccounts(1, ["acme", "globex"]), refresh("a", 1, "a1")]);
  await store.add([ofAccounts(2, null)]);
  await store.add([ofAccounts(3, ["acme", "globex", "initech"])]);
  await store.forget(new Set(["acme", "initech"]));
  for (const each of [store, createRefreshStore(kv)]) {
    const cutAt = (at: number | null) => each.pinned(at).get("m/1-")?.cut;
    expect(cutAt(null)).toMatchObject({ accounts: ["globex"], holds: 1 });
    expect(cutAt(1)).toMatchObject({ accounts: ["globex"], holds: 1 });
    expect(cutAt(2)).toMatchObject({ accounts: null, holds: 30_000 });
    expect(each.pinned(null).get("a/top")?.cut).toMatchObject({ value: "a1" });
  }
});
