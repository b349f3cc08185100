import { expect, test } from "vitest";
import { DEFAULT_CONTEXT, parseDefinition, planDefinition } from "@habitus/segments";
import { compileStream } from "@habitus/segments-stream";
import { createMemoryMembershipStore } from "../memory-membership-store.ts";
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

type Store = ReturnType<typeof createMemoryMembershipStore>;
const step = (store: Store, parts: Parts, now: number) =>
  store.commit({ position: now, at: now, transitions: [], redact: [], writes: parts.takeWrites(now) });
const numbersOf = (store: Store) => [...store.keys("part_states")];

function planOf(text: string) {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(text);
  return planDefinition(parsed.definition, DEFAULT_CONTEXT);
}

const COUNTING = compileStream([{ key: "buyers", plan: planOf('did "A" at least 2 times') }]);
const counting = {
  ...options,
  program: COUNTING,
  numbers: new Map(COUNTING.leafTexts.map((text, n) => [text, n])),
};
const bought = (id: string) =>
  ({
    kind: "event",
    event: { name: "A", time: 10, offsetMinutes: null, properties: {}, idHash: id.padStart(32, "0") },
  }) as const;

function full(node: number) {
  const state = COUNTING.createState(10);
  COUNTING.apply(state, bought(String(node)), 10);
  return { ...partOf([node]), state };
}

test("what was kept before the newest build is removed, but for what is kept anew", async () => {
  const parts = new Parts({ ...counting, store: createMemoryMembershipStore() });
  parts.keep(1, [full(1), full(2)], 10);
  parts.keep(5, [none([5]), none([6])], 10);
  const store = await stored(parts, 10);
  const next = new Parts({ ...counting, build: 2, store });
  next.keep(5, [none([5]), none([6])], 20);
  const removed = next.takeWrites(20).filter(({ value }) => value === null);
  expect(removed.map(({ table, key }) => `${table} ${key}`).sort()).toEqual([
    "part_states 1",
    "part_states 2",
    "parts 1",
  ]);
});

/** Many people of two parts each, kept before the newest build, of whom some have been removed. */
async function partlyRemoved(count: number) {
  const store = createMemoryMembershipStore();
  const parts = new Parts({ ...counting, store });
  for (let person = 1; person < 2 * count; person += 2) {
    parts.keep(person, [full(person), full(person + 1)], 10);
  }
  await step(store, parts, 10);
  expect(numbersOf(store)).toHaveLength(2 * count);
  await step(store, new Parts({ ...counting, build: 2, store }), 11);
  return store;
}

const PEOPLE = PARTS_LIMITS.removedPerStep;

test("states whose rows went first are removed after a restart, and nobody reads them meanwhile", async () => {
  const store = await partlyRemoved(PEOPLE);
  expect([people(store).length, numbersOf(store).length]).toEqual([0, PEOPLE]);
  const last = 2 * PEOPLE;
  const next = () => new Parts({ ...counting, build: 2, store });
  const parts = next();
  parts.keep(1, [full(1), full(3), none([last])], 11);
  expect(parts.of(1, [1, 3, last], null, 11)[2]?.state).toBeNull();
  await step(store, parts, 12);
  expect(numbersOf(store)).toEqual([1, 3]);
  expect(next().of(1, [1, 3, last], null, 13)[2]?.state).toBeNull();
});

test("a part that comes to have a state of its own begins with none, whatever was kept under its number", async () => {
  const store = await partlyRemoved(PEOPLE + 1);
  const [orphan = 0] = numbersOf(store).slice(-1);
  const parts = new Parts({ ...counting, build: 2, store });
  const own = COUNTING.createState(11);
  parts.keep(1, [{ ...partOf([1]), state: own }, none([orphan])], 11);
  await step(store, parts, 12);
  const restarted = new Parts({ ...counting, build: 2, store });
  restarted.take({ person: 1, node: orphan }, bought("b"), 13, () => own);
  await step(store, restarted, 13);
  const found = restarted.of(1, [1, orphan], own, 13)[1]?.state ?? null;
  expect(found === null || COUNTING.truth(found, "buyers")).toBe(false);
  expect(numbersOf(store)).toEqual([orphan]);
});

test("once somebody is erased nothing is left of what was let go of, however much that is", async () => {
  const store = await partlyRemoved(3 * PEOPLE);
  const parts = new Parts({ ...counting, build: 2, store });
  parts.erase(new Set([1]), 12);
  await step(store, parts, 12);
  expect([people(store), numbersOf(store)]).toEqual([[], []]);
});
