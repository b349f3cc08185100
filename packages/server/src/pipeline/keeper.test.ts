import { HabitusError } from "@habitus/kernel";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Parcel, parcelOf } from "./backlog.ts";
import { createKeeper, type Keeper } from "./keeper.ts";

beforeEach(() => vi.useFakeTimers({ now: 0, toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => vi.useRealTimers());

/** Of one row. */
const parcelTo = (upTo: number, properties = "{}"): Parcel =>
  parcelOf({
    upTo,
    events: [
      {
        offset: upTo,
        index: 0,
        node: 1,
        name: "Order Completed",
        time: 0,
        receivedAt: 0,
        offsetMinutes: null,
        id: `m${upTo}`,
        idHash: "0".repeat(32),
        properties,
        context: "{}",
        source: "k0",
      },
    ],
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
    limits: { keepEveryMs: 100, rowsPerInsert: 4, bytesPerInsert: 100_000 },
    onFailure: (_stage, error) => told.push(error.message),
    onKept: ({ batch }) => void kept.push(`${Date.now()}: ${batch.upTo}`),
  });
  return { keeper, kept, told, disk };
}

test("what was resolved is written at once after some quiet, else together with what came meanwhile, and then handed on", async () => {
  const { keeper, kept } = setUp();
  const done = keeper.run();
  await keeper.add(parcelTo(1));
  await vi.advanceTimersByTimeAsync(10);
  await keeper.add(parcelTo(2));
  await keeper.add(parcelTo(3));
  await vi.advanceTimersByTimeAsync(500);
  await keeper.add(parcelTo(4));
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
  await keeper.add(parcelTo(1));
  await vi.advanceTimersByTimeAsync(1);
  let isTaken = false;
  const taken = keeper.add(parcelTo(2)).then(() => {
    isTaken = true;
  });
  await vi.advanceTimersByTimeAsync(600);
  expect([isTaken, kept, told, keeper.failing()]).toEqual([
    false,
    [],
    ["The disk is full.", "The disk is full.", "The disk is full."],
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

const LONG = JSON.stringify({ note: "x".repeat(32_000) });

test.each([
  ["rows", [parcelTo(1), parcelTo(2), parcelTo(3), parcelTo(4)]],
  ["bytes", [parcelTo(1, LONG), parcelTo(2, LONG), parcelTo(3, LONG), parcelTo(4, LONG)]],
])(
  "whoever adds waits while too many %s are not on disk, and a stop lets them go",
  async (_what, parcels) => {
    const { keeper, kept } = setUp();
    let taken = 0;
    const adding = (async () => {
      for (const parcel of parcels) {
        await keeper.add(parcel);
        taken++;
      }
    })();
    await vi.advanceTimersByTimeAsync(10_000);
    expect([taken, kept]).toEqual([3, []]);
    keeper.stop();
    await adding;
    await keeper.run();
    expect(taken).toBe(4);
  },
);

test("whoever waits because too much is not on disk goes on once it is", async () => {
  const { keeper, kept } = setUp();
  for (const upTo of [1, 2, 3]) await keeper.add(parcelTo(upTo));
  let isTaken = false;
  const last = keeper.add(parcelTo(4)).then(() => {
    isTaken = true;
  });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(isTaken).toBe(false);
  const done = keeper.run();
  await last;
  expect(kept).toEqual(["10000: state", "10000: 1", "10000: 2", "10000: 3", "10000: 4"]);
  keeper.stop();
  await vi.advanceTimersByTimeAsync(100);
  await done;
});
