import { DAY_MS, HOUR_MS } from "@habitus/kernel";
import { expect, test } from "vitest";
import { createMemoryLog } from "../log/memory-log.ts";
import { put, type Table } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import type { ProfileReads } from "../profiles/profile-reads.ts";
import { identityRun } from "../profiles/testing/identity-run.ts";
import type { ErasureMark } from "../profiles/tombstones.ts";
import { ID_KIND_PRESETS } from "../people/id-kind-presets.ts";
import { createErasures } from "./erasures.ts";

const BY = { kind: "system", id: "test", name: "Test" } as const;
const AUDIT: Table<string> = { name: "audit", version: 1 };
const UP_TO = 10;

const ANN: Pick<ProfileReads, "findAll"> = {
  findAll: () => [{ id: { kind: "user", value: "ann" }, node: 1, person: 1 }],
};

/** One erasure on the first day, which the resolver has come to; nights begin with days. */
async function world(stored = UP_TO, profiles = ANN) {
  let now = 12 * HOUR_MS;
  let mark: ErasureMark = { offset: 1, at: now, ids: 1, late: null };
  const kv = createMemoryKv();
  const forgotten: (readonly string[])[] = [];
  const erasures = createErasures({
    kv,
    log: createMemoryLog({ clock: () => now }),
    audit: ({ action }) => put(AUDIT, [action], action),
    now: () => now,
    digest: ({ value }) => value,
    profiles,
    reads: {
      mark: () => mark,
      nodes: () => [1],
      accounts: () => ["acme"],
      isGone: () => false,
      forgetNumbers: () => [],
    },
    positions: () => ({ membership: UP_TO, store: stored }),
    deadLetters: { discardNaming: () => Promise.resolve(0) },
    forgetNodes: () => Promise.resolve(),
    forgetAccounts: (accounts) => {
      forgotten.push(accounts);
      return Promise.resolve();
    },
    forgetDeliveries: () => Promise.resolve(),
    forgetMemory: () => undefined,
    sweepUploads: () => Promise.resolve(0),
    nightAfter: (at) => (Math.floor(at / DAY_MS) + 1) * DAY_MS,
    pause: () => Promise.resolve(),
  });
  const { id } = await erasures.erase("ann", BY);
  const clear = async (upTo: number): Promise<void> => {
    await erasures.note(["log", "event_files", "membership_files", "profile_files"], upTo);
  };
  return {
    erasures,
    forgotten,
    clear,
    setNow: (at: number) => {
      now = at;
    },
    comeLate: (late: number) => {
      mark = { ...mark, late };
    },
    log: () => erasures.get(id)?.places.find(({ place }) => place === "log"),
  };
}

test("what comes late is cleared once a night, however much comes and however long ago the erase was", async () => {
  const { erasures, clear, setNow, comeLate, log } = await world();
  expect(log()).toMatchObject({ state: "due", at: DAY_MS });
  setNow(DAY_MS);
  expect(erasures.isRewritingDue(DAY_MS)).toBe(true);
  await clear(UP_TO);
  expect(log()).toMatchObject({ state: "done", at: DAY_MS });
  expect(erasures.isRewritingDue(30 * DAY_MS)).toBe(false);

  for (const day of [9, 10, 11]) {
    setNow(day * DAY_MS);
    comeLate(2 * day);
    expect(erasures.isRewritingDue(day * DAY_MS)).toBe(true);
    await clear(2 * day);
    comeLate(2 * day + 1);
    expect(log()).toMatchObject({ state: "due", at: (day + 1) * DAY_MS });
    expect(erasures.isRewritingDue(day * DAY_MS + 23 * HOUR_MS)).toBe(false);
  }
});

test("accounts that went are forgotten once the store has come to the erase: before, a refresh finds them", async () => {
  expect((await world(0)).forgotten).toEqual([]);
  const { erasures, forgotten } = await world();
  await erasures.work();
  expect(forgotten).toEqual([["acme"]]);
});

test("a text that is a user id of one and an address of another erases neither; their numbers erase each", async () => {
  const { profiles, kinds, send } = identityRun();
  for (const rule of ID_KIND_PRESETS) await kinds.put(rule, 0, BY);
  await send([1, { user: "u7", traits: { email: "ann@shop.co" } }], [2, { user: "ann" }]);
  await send([3, { user: "ANN@shop.co" }], [4, { user: "bob@shop.co", traits: { email: "bob@shop.co" } }]);
  const { erasures } = await world(UP_TO, profiles);
  await expect(erasures.erase("ANN@shop.co", BY)).rejects.toMatchObject({
    code: "several_people",
    fix: "Erase each of them whom you mean by their own number and with `as=number`: p4, p1.",
    details: { people: ["p4", "p1"] },
  });
  const before = erasures.list(null, 10).length;
  for (const id of ["p4", "p1", "ann@shop.co", "bob@shop.co"]) await erasures.erase(id, BY);
  expect(erasures.list(null, 10).length - before).toBe(4);
  await expect(erasures.erase("nobody@shop.co", BY)).rejects.toMatchObject({ code: "not_found" });
});
