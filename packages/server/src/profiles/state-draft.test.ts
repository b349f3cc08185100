import { expect, test } from "vitest";
import { put, type Table } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { NODE_TRAITS } from "./profile-state.ts";
import { MOST_CACHED_TEXT, StateDraft } from "./state-draft.ts";

const TABLE: Table<string> = { name: "drafted", version: 1 };
const word = (value: string) => ({ name: "bio", value, time: 1, idHash: "", source: "k0" });

test("what is cached is bounded in number and in length, and what was let go of is read again", async () => {
  const kv = createMemoryKv();
  await kv.commit([put(NODE_TRAITS, [1, "bio"], word("stored"))]);
  const reads: string[] = [];
  const counting = {
    ...kv,
    get: ((table, key) => {
      reads.push(key.join());
      return kv.get(table, key);
    }) as typeof kv.get,
  };
  const draft = new StateDraft(counting, { maxCached: 3, grouped: [] });
  const look = (): number => {
    reads.length = 0;
    draft.get(NODE_TRAITS, [1, "bio"]);
    return reads.length;
  };
  expect([look(), look()]).toEqual([1, 0]);
  draft.committed();
  expect(look()).toBe(0);
  // One value longer than all may be together.
  draft.put(NODE_TRAITS, [2, "bio"], word("x".repeat(MOST_CACHED_TEXT)));
  await kv.commit(draft.takeChanges());
  draft.committed();
  expect([look(), look()]).toEqual([1, 0]);
  for (const node of [3, 4, 5]) draft.put(NODE_TRAITS, [node, "bio"], word("short"));
  await kv.commit(draft.takeChanges());
  draft.committed();
  expect(look()).toBe(1);
  expect(draft.get(NODE_TRAITS, [5, "bio"])?.value).toBe("short");
});

function groupOf(draft: StateDraft, first: number): readonly string[] {
  return [...draft.group(TABLE, first)].map(({ key, value }) => `${key.join("/")} ${value}`).sort();
}

test("what is on its way to the disk, what came since and what is there are one state", async () => {
  const kv = createMemoryKv();
  const draft = new StateDraft(kv, { maxCached: 0, grouped: [TABLE] });
  for (const n of [1, 2, 3]) draft.put(TABLE, [7, n], "first");
  const first = draft.takeChanges();
  draft.put(TABLE, [7, 2], "second");
  draft.remove(TABLE, [7, 3]);
  draft.put(TABLE, [7, 4], "second");
  const now = ["7/1 first", "7/2 second", "7/4 second"];
  expect(groupOf(draft, 7)).toEqual(now);
  await kv.commit(first);
  expect(groupOf(draft, 7)).toEqual(now);
  draft.committed();
  // What was read or written is forgotten, but for what is not on disk.
  expect(groupOf(draft, 7)).toEqual(now);
  expect([1, 2, 3, 4].map((n) => draft.get(TABLE, [7, n]))).toEqual(["first", "second", undefined, "second"]);
  await kv.commit(draft.takeChanges());
  draft.committed();
  expect(groupOf(draft, 7)).toEqual(now);
  expect(draft.takeChanges()).toEqual([]);
});

test("changes are taken once what was taken before is on disk", () => {
  const draft = new StateDraft(createMemoryKv(), { maxCached: 10, grouped: [] });
  draft.put(TABLE, [1], "one");
  expect(draft.takeChanges()).toHaveLength(1);
  draft.put(TABLE, [1], "two");
  expect(() => draft.takeChanges()).toThrow("committed before");
  draft.committed();
  expect(draft.takeChanges()).toHaveLength(1);
});
