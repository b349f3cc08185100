import { expect, test } from "vitest";
import { type Kv, put, remove } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { createAsideCounts } from "./aside-counts.ts";
import { type PutAside, WEBHOOK_ASIDE } from "./webhook.ts";

const aside = (seq: number): PutAside => ({
  seq,
  transitionId: `t${seq}`,
  segment: "vip",
  body: "{}",
  error: "",
  attempts: 1,
  at: 0,
});
const putting = (number: number, seq: number) => put(WEBHOOK_ASIDE, [number, seq], aside(seq));

test("what is put aside is counted from the start on, without reading it again", async () => {
  const memory = createMemoryKv();
  await memory.commit([putting(1, 1), putting(1, 2), putting(2, 1)]);
  let reads = 0;
  const state: Kv = {
    ...memory,
    range(table, range) {
      reads++;
      return memory.range(table, range);
    },
  };
  const { kv, count } = createAsideCounts(state);
  expect([count(1), count(2), count(3), reads]).toEqual([2, 1, 0, 1]);
  await Promise.all([kv.commit([putting(1, 3)]), kv.commit([putting(1, 3)]), kv.commit([putting(3, 1)])]);
  expect([count(1), count(2), count(3), reads]).toEqual([3, 1, 1, 1]);
  const taking = remove(WEBHOOK_ASIDE, [1, 3]);
  await Promise.all([kv.commit([taking]), kv.commit([taking])]);
  await kv.commit([remove(WEBHOOK_ASIDE, [2, 1]), putting(2, 2), remove(WEBHOOK_ASIDE, [2, 9])]);
  expect([count(1), count(2), count(3), reads]).toEqual([2, 1, 1, 1]);
});

test("a commit that fails counts nothing", async () => {
  const memory = createMemoryKv();
  const { kv, count } = createAsideCounts(memory);
  await expect(kv.commit([putting(1, 1)], [{ table: WEBHOOK_ASIDE, key: [1, 1], rev: 7 }])).rejects.toThrow();
  expect(count(1)).toBe(0);
});
