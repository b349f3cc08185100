import { expect, test } from "vitest";
import { encodeHeader } from "../membership/live/rows.ts";
import { createMemoryMembershipStore } from "../membership/memory-membership-store.ts";
import type { MembershipStore } from "../membership/membership-store.ts";
import { countOverlaps } from "./overlaps.ts";

/** Numbers do not go by the order of keys. */
const NUMBERS = { a: 3, b: 1, c: 2 } as const;

async function storeOf(people: readonly (readonly (keyof typeof NUMBERS)[])[]): Promise<MembershipStore> {
  const store = createMemoryMembershipStore();
  const live = Object.keys(NUMBERS).map((key) => ({ key }));
  const stored = {
    v: 1,
    numbers: NUMBERS,
    live,
    targets: [],
    leaves: {},
    nextLeaf: 1,
    nextBuild: 1,
    inForce: [],
  };
  const programs = new TextEncoder().encode(JSON.stringify(stored));
  const headers = people.map((keys, person) => {
    const counters = keys.map((key) => NUMBERS[key]).toSorted((x, y) => x - y);
    const value = encodeHeader({ due: 0, counters: counters.flatMap((number) => [number, 1]) });
    return { table: "headers", key: person + 1, value } as const;
  });
  await store.commit({
    position: 1,
    at: 1,
    transitions: [],
    writes: [{ table: "programs", key: 0, value: programs }, ...headers],
    redact: [],
  });
  return store;
}

test("each two segments are counted from both sides, also where only some are asked for", async () => {
  const store = await storeOf([["a", "b", "c"], ["a", "b"], ["a"], ["c", "b"], []]);
  const { signal } = new AbortController();
  const all = await countOverlaps(store, null, signal);
  expect(all.of("a")).toEqual([
    { segment: "b", both: 2, other: 3, jaccard: 0.5 },
    { segment: "c", both: 1, other: 2, jaccard: 0.25 },
  ]);
  expect(all.of("b")).toMatchObject([
    { segment: "c", both: 2, other: 2 },
    { segment: "a", both: 2, other: 3 },
  ]);
  expect(all.of("nobody")).toBeNull();
  for (const wanted of [["a"], ["b"], ["c"], ["a", "c"]] as const) {
    const some = await countOverlaps(store, new Set<string>(wanted), signal);
    for (const key of wanted) expect(some.of(key)).toEqual(all.of(key));
  }
});
