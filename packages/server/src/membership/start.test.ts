import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { put } from "../platform/kv.ts";
import { MOVES, NODES } from "../profiles/identity.ts";
import { trimMoves } from "../profiles/repeats.ts";
import { Attempts, StageStopped } from "../platform/attempts.ts";
import { createMemoryMembershipStore } from "./memory-membership-store.ts";
import { startMembership } from "./start.ts";

/** Moves of the records before the fifth are gone; the log has them all. */
async function started(position: number) {
  const kv = createMemoryKv();
  await kv.commit([put(MOVES, [2, 2], 1), put(MOVES, [7, 3], 1)]);
  await trimMoves(kv, 5);
  const store = createMemoryMembershipStore();
  if (position > 0) await store.commit({ position, at: 1, transitions: [], redact: [], writes: [] });
  const told: string[] = [];
  const live = await startMembership({
    store,
    kv,
    log: { first: () => 1 },
    resolved: { offset: 9, at: 90 },
    maxBytes: 1,
    onStartOver: (reason) => told.push(reason),
    attempt: (work) => work(),
  });
  return { place: live.place, told, position: store.position() };
}

test("what was lost begins anew where its records cannot be worked off again, and says so", async () => {
  expect(await started(0)).toEqual({
    place: { offset: 9, at: 90 },
    told: [expect.stringContaining("begins anew from the event store")],
    position: 9,
  });
});

test("ids of further kinds that older programs knew are told with, and that is looked at once", async () => {
  const kv = createMemoryKv();
  const known = { person: 1, aliased: true, neighbours: 1, cuts: 0, held: false, decision: null } as const;
  await kv.commit([
    put(NODES, [1], { ...known, kind: "user", value: "ann", named: { offset: 1, index: 0 } }),
    put(NODES, [2], { ...known, kind: "email", value: "ann@shop.co", named: null }),
    put(NODES, [3], { ...known, kind: "anonymous", value: "annie", named: null }),
  ]);
  const store = createMemoryMembershipStore();
  await store.commit({ position: 9, at: 1, transitions: [], redact: [], writes: [] });
  const start = () =>
    startMembership({
      store,
      kv,
      log: { first: () => 1 },
      resolved: { offset: 9, at: 90 },
      maxBytes: 1,
      onStartOver: () => undefined,
      attempt: (work) => work(),
    });
  const saidOf = async (): Promise<readonly boolean[]> => {
    const { people } = await start();
    return [1, 2, 3, 4].map((node) => people.isSaid(node));
  };
  expect(await saidOf()).toEqual([false, true, false, false]);
  await kv.commit([put(NODES, [4], { ...known, kind: "email", value: "ann@home.co", named: null })]);
  expect([await saidOf(), store.position()]).toEqual([[false, true, false, false], 9]);
});

test("a start waits for room on the disk, and gives up when it is told to stop", async () => {
  const kv = createMemoryKv();
  const full = new HabitusError("storage_full", "The disk is full.");
  let left = 2;
  const failures: string[] = [];
  const attemptsNow = (): Attempts =>
    new Attempts({ pause: async () => undefined, onFailure: ({ message }) => failures.push(message) });
  const start = (attempts: Attempts) =>
    startMembership({
      store: createMemoryMembershipStore(),
      kv: { ...kv, commit: (changes) => (left-- > 0 ? Promise.reject(full) : kv.commit(changes)) },
      log: { first: () => 1 },
      resolved: { offset: 0, at: 0 },
      maxBytes: 1,
      onStartOver: () => undefined,
      attempt: (work) => attempts.make(work),
    });
  const stopped = attemptsNow();
  stopped.stop();
  await expect(start(stopped)).rejects.toBeInstanceOf(StageStopped);
  expect((await start(attemptsNow())).place).toEqual({ offset: 0, at: 0 });
  expect(failures).toEqual([full.message, full.message]);
});

test("what has come far enough goes on", async () => {
  expect(await started(4)).toEqual({ place: { offset: 4, at: 1 }, told: [], position: 4 });
});

test("an old copy is refused with what to do", async () => {
  await expect(started(3)).rejects.toMatchObject({
    code: "repeats_trimmed",
    fix: expect.stringContaining("membership"),
  });
});
