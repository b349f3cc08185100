import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import { createMemoryMembershipStore } from "../membership/memory-membership-store.ts";
import type { NewTransition } from "../membership/transition.ts";
import { createMemoryEventStore } from "../store/memory-event-store.ts";
import { createHistoryWriter } from "./history-writer.ts";

const transition = (n: number): NewTransition => ({
  segment: "vip",
  version: 2,
  person: 7,
  ids: [],
  n,
  at: 1_000 * n,
  recordedAt: 1_000 * n + 5,
  cause: "event",
  offset: n,
  eventId: null,
});

const AT_ONCE = { elapsed: () => 0, limits: { insertQuietMs: 1, insertDelayMs: 1 } } as const;

const settled = async (isDone: () => boolean): Promise<void> => {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 1));
};

test("transitions come into the event store once each, over failures and new starts", async () => {
  const memberships = createMemoryMembershipStore();
  const store = createMemoryEventStore();
  let failures = 0;
  const flaky = {
    ...store,
    appendTransitions: async (rows: Parameters<typeof store.appendTransitions>[0]) => {
      failures++;
      // The first is kept and its answer lost.
      await store.appendTransitions(rows);
      if (failures === 1) throw new HabitusError("store_unavailable", "The store is away.");
    },
  };
  const told: string[] = [];
  const start = () => {
    const writer = createHistoryWriter({
      transitions: memberships.transitions,
      store: flaky,
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      ...AT_ONCE,
      onFailure: (error) => told.push(error.message),
    });
    return { writer, done: writer.run() };
  };
  const commit = (position: number, ...transitions: readonly NewTransition[]) =>
    memberships.commit({ position, at: position, transitions, writes: [], redact: [] });

  await commit(1, transition(1), transition(2));
  const first = start();
  await settled(() => first.writer.status().position === 2);
  first.writer.stop();
  await first.done;
  await commit(2, transition(3));
  const second = start();
  await settled(() => second.writer.status().position === 3);
  second.writer.stop();
  await second.done;

  expect(told).toEqual(["The store is away."]);
  expect(
    store.transitions.map(({ offset, name, node, time, id, properties }) => ({
      offset,
      name,
      node,
      time,
      id,
      properties,
    })),
  ).toEqual(
    [1, 2, 3].map((n) => ({
      offset: n,
      name: n % 2 === 1 ? "Segment Entered" : "Segment Left",
      node: 7,
      time: 1_000 * n,
      id: `vip.2.p7.${n}`,
      properties: '{"segment":"vip","version":2,"cause":"event"}',
    })),
  );
});

test("a log that was begun anew fills the store anew", async () => {
  const store = createMemoryEventStore();
  const row = {
    offset: 9,
    index: 0,
    node: 1,
    name: "Segment Left",
    time: 1,
    receivedAt: 1,
    offsetMinutes: null,
  } as const;
  const rest = { id: "x", idHash: "0".repeat(32), properties: "{}", context: "{}", source: "" } as const;
  await store.appendTransitions([{ ...row, ...rest }]);
  const memberships = createMemoryMembershipStore();
  await memberships.commit({ position: 1, at: 1, transitions: [transition(1)], writes: [], redact: [] });
  const writer = createHistoryWriter({
    transitions: memberships.transitions,
    store,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    ...AT_ONCE,
    onFailure: () => undefined,
  });
  const done = writer.run();
  await settled(() => writer.status().position === 1);
  writer.stop();
  await done;
  expect(store.transitions.map(({ offset, name }) => [offset, name])).toEqual([[1, "Segment Entered"]]);
});

test("transitions wait for others to share their insert until none has come for a while, and not for ever", async () => {
  const memberships = createMemoryMembershipStore();
  const store = createMemoryEventStore();
  const inserts: number[] = [];
  const pauses: (() => void)[] = [];
  let now = 0;
  const writer = createHistoryWriter({
    transitions: memberships.transitions,
    store: {
      ...store,
      appendTransitions: (rows) => {
        inserts.push(rows.length);
        return store.appendTransitions(rows);
      },
    },
    pause: (ms) => {
      now += ms;
      return new Promise<void>((resolve) => void pauses.push(resolve));
    },
    elapsed: () => now,
    limits: { insertQuietMs: 10, insertDelayMs: 30 },
    onFailure: () => undefined,
  });
  let made = 0;
  const happens = () =>
    memberships.commit({
      position: ++made,
      at: made,
      transitions: [transition(made)],
      writes: [],
      redact: [],
    });
  const goOn = async (): Promise<void> => {
    await settled(() => pauses.length > 0);
    if (inserts.length > 0) await happens();
    pauses.shift()?.();
  };
  await happens();
  const done = writer.run();
  await goOn();
  await settled(() => inserts.length === 1);
  await happens();
  for (let time = 0; time < 3; time++) await goOn();
  await settled(() => inserts.length === 2);
  expect(inserts).toEqual([1, 4]);
  writer.stop();
  await done;
});
