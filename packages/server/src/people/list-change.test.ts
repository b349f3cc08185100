import { encodeEvents } from "@habitus/events";
import { must, seededRandom } from "@habitus/kernel";
import { describe, expect, test } from "vitest";
import { createMemoryLog } from "../log/memory-log.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { createListReads } from "../profiles/list-reads.ts";
import { createMemoryDedupe } from "../profiles/memory-dedupe.ts";
import { createProfileReads } from "../profiles/profile-reads.ts";
import { createResolver } from "../profiles/resolver.ts";
import { resolveAll } from "../profiles/testing/resolve-all.ts";
import { createFactWriter } from "./fact-writer.ts";
import { changeList, type ListFigures, type ListMode } from "./list-change.ts";
import { TEST_DIGEST } from "../profiles/testing/digest.ts";

const LIST = "beta";

/** Log, resolver and state over memory; every change is in force when it is answered. */
function world() {
  const kv = createMemoryKv();
  const log = createMemoryLog({ clock: () => 5_000 });
  const dedupe = createMemoryDedupe({});
  const resolver = createResolver({
    kv,
    dedupe,
    rejected: () => [],
    digest: TEST_DIGEST,
    maxCached: 100_000,
  });
  const profiles = createProfileReads(kv, () => Number.POSITIVE_INFINITY);
  const lists = createListReads(kv);
  let sent = 0;
  const resolve = async (): Promise<void> => {
    const records = log.read(resolver.position().offset + 1, { records: 100_000, bytes: 1e9 });
    if (records.length > 0) await resolveAll(resolver, records);
  };
  const writer = createFactWriter({ log, resolved: () => resolver.position().offset, pause: resolve });
  const deps = { lists, profiles, writer, breathe: () => Promise.resolve() };
  return {
    log,
    lists,
    profiles,
    async call(user: string, device: string): Promise<void> {
      const event = {
        type: "track",
        id: `m${++sent}`,
        name: "A",
        time: sent,
        offsetMinutes: null,
        userId: user,
        anonymousId: device,
        previousId: null,
        groupId: null,
        properties: "{}",
        traits: "{}",
        context: "{}",
      } as const;
      await log.append([{ kind: "events", payload: encodeEvents("k0", [event]) }]);
      await resolve();
    },
    async change(mode: ListMode, ids: readonly string[], stopAfter = Infinity): Promise<ListFigures> {
      const progress = async (done: number): Promise<void> => {
        if (done > stopAfter) throw new Error("stopped");
      };
      const pieces = [ids.slice(0, ids.length / 2), ids.slice(ids.length / 2)];
      const task = { list: LIST, mode, ids: () => pieces, at: 5_000, progress };
      try {
        const { offset: _offset, ...figures } = await changeList(deps, task);
        return figures;
      } finally {
        await resolve();
      }
    },
    isIn: (id: string): boolean => lists.isMember(LIST, profiles.findNode(id)?.person ?? 0),
  };
}

const NOTHING: ListFigures = { added: 0, removed: 0, unchanged: 0, unknown: 0, refused: 0 };

describe("a change of a list", () => {
  test("says the difference alone", async () => {
    const { change, isIn, lists, log } = world();
    expect(await change("replace", ["ann", "bob", "cid"])).toEqual({ ...NOTHING, added: 3, unknown: 3 });
    expect(await change("replace", ["bob", "cid", "dan"])).toEqual({
      ...NOTHING,
      added: 1,
      removed: 1,
      unchanged: 2,
      unknown: 1,
    });
    expect(["ann", "bob", "cid", "dan"].map(isIn)).toEqual([false, true, true, true]);
    expect(lists.size(LIST)).toBe(3);
    const before = log.head().offset;
    expect(await change("add", ["dan", "dan"])).toEqual({ ...NOTHING, unchanged: 1 });
    expect(await change("remove", ["eve"])).toEqual({ ...NOTHING, unchanged: 1 });
    expect(log.head().offset).toBe(before);
    expect(await change("remove", ["bob", "bob"])).toEqual({ ...NOTHING, removed: 1 });
    expect(await change("replace", [])).toEqual({ ...NOTHING, removed: 2 });
    expect(lists.size(LIST)).toBe(0);
  });

  test("ids that are nobody's are refused and counted", async () => {
    const { change, lists } = world();
    const ids = ["ann", "null", "", "0000", "x".repeat(501), "a\u0000b"];
    expect(await change("add", ids)).toEqual({ ...NOTHING, added: 1, unknown: 1, refused: 5 });
    expect(lists.size(LIST)).toBe(1);
  });

  test("is about people: any of their ids puts them on and takes them off", async () => {
    const { call, change, isIn } = world();
    await call("ann", "phone");
    await change("add", ["phone"]);
    expect(isIn("ann")).toBe(true);
    expect(await change("replace", ["ann", "phone"])).toEqual({ ...NOTHING, unchanged: 1 });
    // Nobody is named by number: this is some user's id, who is not known.
    expect(await change("remove", ["p1"])).toEqual({ ...NOTHING, unchanged: 1 });
    expect(isIn("phone")).toBe(true);
    await change("remove", ["phone"]);
    expect(isIn("phone")).toBe(false);
  });

  test("who was put on before their ids became one person stays on when one of the ids is named", async () => {
    const { call, change, isIn, lists } = world();
    await change("add", ["ann"]);
    await call("bob", "tablet");
    await call("ann", "phone");
    expect(await change("replace", ["phone", "tablet"])).toEqual({ ...NOTHING, added: 1, unchanged: 1 });
    expect(["ann", "phone", "bob"].map(isIn)).toEqual([true, true, true]);
    expect(lists.size(LIST)).toBe(3);
  });

  test("that was cut off is made whole by making it again", async () => {
    const { change, isIn } = world();
    const ids = Array.from({ length: 5_000 }, (_, n) => `u${n}`);
    await change("add", ["before"]);
    await expect(change("replace", ids, 2_600)).rejects.toThrow("stopped");
    expect([isIn("before"), isIn("u0"), isIn("u4999")]).toEqual([false, true, false]);
    // Two full records went out: the one who left, and 3,999 who came.
    expect(await change("replace", ids)).toEqual({
      ...NOTHING,
      added: 1_001,
      unchanged: 3_999,
      unknown: 1_001,
    });
    expect(isIn("u4999")).toBe(true);
  });

  test("hundreds of changes at random leave whom they say", async () => {
    const seed = Number(process.env["HABITUS_SEED"] ?? 11);
    const random = seededRandom(seed);
    const { call, change, isIn, profiles } = world();
    const users = Array.from({ length: 12 }, (_, n) => `u${n}`);
    const devices = Array.from({ length: 12 }, (_, n) => `d${n}`);
    for (const [n, user] of users.entries()) await call(user, must(devices[n], "as many"));
    const all = [...users, ...devices];
    let on = new Set<number>();
    const personOf = (id: string): number => must(profiles.find(id), "known");
    for (let round = 0; round < 150; round++) {
      const ids = all.filter(() => random.next() < 0.2);
      const mode = must((["replace", "add", "remove"] as const)[random.int(0, 2)], "a mode");
      await change(mode, ids);
      const named = ids.map(personOf);
      if (mode === "replace") on = new Set(named);
      else if (mode === "add") for (const person of named) on.add(person);
      else for (const person of named) on.delete(person);
      expect([seed, round, all.filter(isIn)]).toEqual([
        seed,
        round,
        all.filter((id) => on.has(personOf(id))),
      ]);
    }
  });
});
