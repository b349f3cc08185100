import { expect, test } from "vitest";
import { createMemoryMembershipStore } from "../memory-membership-store.ts";
import { compileStream } from "@habitus/segments-stream";
import { decodeKeptParts, encodeKeptParts, partOf } from "./kept-parts.ts";
import { Parts, PARTS_LIMITS } from "./parts.ts";

const PINNED = '{"v":1,"build":3,"since":1700000000000,"holder":"each","parts":[[1,4],[2]]}';

test("the stored form of parts is pinned and read back", () => {
  const kept = { since: 1_700_000_000_000, holder: "each", parts: [partOf([1, 4]), partOf([2])] } as const;
  expect(new TextDecoder().decode(encodeKeptParts(kept, 3))).toBe(PINNED);
  expect(decodeKeptParts(new TextEncoder().encode(PINNED))).toEqual({ kept, build: 3 });
  for (const holder of ["nobody", 4] as const) {
    expect(decodeKeptParts(encodeKeptParts({ ...kept, holder }, 0)).kept.holder).toBe(holder);
  }
});

const none = (nodes: readonly number[]) => ({ ...partOf(nodes), state: null });

async function stored(parts: Parts, now: number) {
  const store = createMemoryMembershipStore();
  await store.commit({ position: 1, at: now, transitions: [], redact: [], writes: parts.takeWrites(now) });
  return store;
}

const options = { program: compileStream([]), numbers: new Map(), build: 1, maxBytes: 1_000 };
const people = (store: ReturnType<typeof createMemoryMembershipStore>) =>
  [...store.scan("parts")].map(({ key }) => key);

test("parts are kept within their limits: of the newest, for a time, and not of whoever is made of too many", async () => {
  const parts = new Parts({ ...options, store: createMemoryMembershipStore() });
  parts.keep(1, [none([1]), none([2])], 10);
  parts.keep(3, [none([3])], 10);
  parts.keep(
    4,
    Array.from({ length: PARTS_LIMITS.parts + 1 }, (_, index) => none([4 + index])),
    10,
  );
  parts.keep(100, [none([100]), none(Array.from({ length: PARTS_LIMITS.ids }, (_, n) => 101 + n))], 10);
  parts.keep(300, [none([300]), none([301])], 20 + PARTS_LIMITS.forMs);
  const store = await stored(parts, 10);
  expect(people(store)).toEqual([1, 300]);
  const later = new Parts({ ...options, store });
  const writes = later.takeWrites(11 + PARTS_LIMITS.forMs);
  expect(writes).toEqual([{ table: "parts", key: 1, value: null }]);
  expect(later.of(1, [1, 2], null, 0).map(({ nodes }) => nodes)).toEqual([[1, 2]]);
  expect(later.of(300, [300, 301], null, 0).map(({ nodes }) => nodes)).toEqual([[300], [301]]);
});

test("what was kept before the newest build is removed, but for what is kept anew", async () => {
  const parts = new Parts({ ...options, store: createMemoryMembershipStore() });
  const state = () => options.program.createState(10);
  parts.keep(
    1,
    [
      { ...partOf([1]), state: state() },
      { ...partOf([2]), state: state() },
    ],
    10,
  );
  parts.keep(5, [none([5]), none([6])], 10);
  const store = await stored(parts, 10);
  const next = new Parts({ ...options, build: 2, store });
  next.keep(5, [none([5]), none([6])], 20);
  const removed = next.takeWrites(20).filter(({ value }) => value === null);
  expect(removed.map(({ table, key }) => `${table} ${key}`).sort()).toEqual([
    "part_states 1",
    "part_states 2",
    "part_states 5",
    "part_states 6",
    "parts 1",
  ]);
});
