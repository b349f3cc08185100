import { HabitusError } from "@habitus/kernel";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { StoreBatch } from "../store/event-store.ts";
import { createKeeper, type Keeper } from "./keeper.ts";

beforeEach(() => vi.useFakeTimers({ now: 0, toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => vi.useRealTimers());

const batchOf = (upTo: number): StoreBatch => ({
  upTo,
  events: [],
  traits: [],
  moves: [],
  nodes: [],
  erased: [],
  deleted: [],
});

function setUp(): {
  readonly keeper: Keeper;
  readonly kept: readonly string[];
  readonly told: readonly string[];
  /** Whether the disk is full. */
  readonly disk: { isFull: boolean };
} {
  const kept: string[] = [];
  const told: string[] = [];
  const disk = { isFull: false };
  const keeper = createKeeper({
    resolver: {
      keep: async () => {
        if (disk.isFull) throw new HabitusError("storage_full", "The disk is full.");
        kept.push(`${Date.now()}: state`);
      },
    },
    elapsed: () => Date.now(),
    limits: { keepEveryMs: 100, rowsPerInsert: 4 },
    onFailure: (_stage, error) => told.push(error.message),
    onKept: async ({ upTo }) => void kept.push(`${Date.now()}: ${upTo}`),
  });
  return { keeper, kept, told, disk };
}

test("what was resolved is written at once after some quiet, else together with what came meanwhile, and then handed on", async () => {
  const { keeper, kept } = setUp();
  const done = keeper.run();
  await keeper.add(batchOf(1));
  await vi.advanceTimersByTimeAsync(10);
  await keeper.add(batchOf(2));
  await keeper.add(batchOf(3));
  await vi.advanceTimersByTimeAsync(500);
  await keeper.add(batchOf(4));
  await vi.advanceTimersByTimeAsync(0);
  expect(kept).toEqual(["0: state", "0: 1", "100: state", "100: 2", "100: 3", "510: state", "510: 4"]);
  keeper.stop();
  await vi.advanceTimersByTimeAsync(100);
  await done;
});

test("while nothing can be written nothing is handed on and nothing more is taken; then it goes on", async () => {
  const { keeper, kept, told, disk } = setUp();
  const done = keeper.run();
  disk.isFull = true;
  await keeper.add(batchOf(1));
  await vi.advanceTimersByTimeAsync(1);
  let isTaken = false;
  const taken = keeper.add(batchOf(2)).then(() => {
    isTaken = true;
  });
  await vi.advanceTimersByTimeAsync(600);
  expect([isTaken, kept, told, keeper.failing()]).toEqual([
    false,
    [],
    ["The disk is full.", "The disk is full."],
    "The disk is full.",
  ]);
  disk.isFull = false;
  await vi.advanceTimersByTimeAsync(1_000);
  await taken;
  expect(kept.map((each) => each.split(": ")[1])).toEqual(["state", "1", "state", "2"]);
  expect(keeper.failing()).toBeNull();
  keeper.stop();
  await vi.advanceTimersByTimeAsync(100);
  await done;
});

test("whoever adds waits while too many rows are not on disk, and a stop lets them go", async () => {
  const { keeper } = setUp();
  for (const upTo of [1, 2, 3]) await keeper.add(batchOf(upTo));
  const last = keeper.add(batchOf(4));
  keeper.stop();
  await last;
  await keeper.run();
});
