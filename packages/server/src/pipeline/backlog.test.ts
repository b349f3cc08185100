import { expect, test } from "vitest";
import type { StoreBatch } from "../store/event-store.ts";
import { createBacklog, parcelOf, sumOf } from "./backlog.ts";

const EMPTY: StoreBatch = {
  upTo: 1,
  events: [],
  traits: [],
  moves: [],
  nodes: [],
  erased: [],
  deleted: [],
};

test("what has no rows takes memory all the same, and long values take more", () => {
  const empty = parcelOf(EMPTY).load;
  expect(empty.rows).toBe(0);
  expect(empty.bytes).toBeGreaterThan(0);
  const trait = { offset: 1, index: 0, node: 1, name: "note", time: 0, idHash: "", source: "" };
  const [short, long] = [2, 32_000].map(
    (length) => parcelOf({ ...EMPTY, traits: [{ ...trait, value: "x".repeat(length) }] }).load,
  );
  expect([short?.rows, long?.rows]).toEqual([1, 1]);
  expect((long?.bytes ?? 0) - (short?.bytes ?? 0)).toBe(31_998);
});

test("there is room until as many rows or as many bytes are under way, and again when some have left", async () => {
  const backlog = createBacklog({ rows: 3, bytes: 100 });
  const loads = [
    { rows: 2, bytes: 10 },
    { rows: 1, bytes: 10 },
  ];
  for (const load of loads) backlog.add(load);
  expect([backlog.rows(), backlog.isFull()]).toEqual([3, true]);
  let hasRoom = false;
  const room = backlog.room().then(() => {
    hasRoom = true;
  });
  backlog.remove({ rows: 0, bytes: 5 });
  await new Promise((resolve) => setImmediate(resolve));
  expect(hasRoom).toBe(false);
  backlog.remove({ rows: 1, bytes: 0 });
  await room;
  backlog.add({ rows: 0, bytes: 85 });
  expect(backlog.isFull()).toBe(true);
  const stopped = backlog.room();
  backlog.stop();
  await stopped;
  expect(sumOf(loads)).toEqual({ rows: 3, bytes: 20 });
});
