import { expect, test } from "vitest";
import { put } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { NODE_TRAITS } from "./profile-state.ts";
import { MOST_CACHED_TEXT, StateDraft } from "./state-draft.ts";

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
  draft.trimCache();
  expect(look()).toBe(0);
  // One value longer than all may be together.
  draft.put(NODE_TRAITS, [2, "bio"], word("x".repeat(MOST_CACHED_TEXT)));
  await kv.commit(draft.takeChanges());
  draft.trimCache();
  expect([look(), look()]).toEqual([1, 0]);
  for (const node of [3, 4, 5]) draft.put(NODE_TRAITS, [node, "bio"], word("short"));
  await kv.commit(draft.takeChanges());
  draft.trimCache();
  expect(look()).toBe(1);
  expect(draft.get(NODE_TRAITS, [5, "bio"])?.value).toBe("short");
});
