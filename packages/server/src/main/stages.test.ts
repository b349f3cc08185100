import { expect, test } from "vitest";
import { createMemoryLog } from "../log/memory-log.ts";
import { createMemoryMembershipStore } from "../membership/memory-membership-store.ts";
import { createStages } from "./stages.ts";

test("stages that have not told where they are show their lag, also when the log's beginning was freed", async () => {
  const log = createMemoryLog({ clock: () => 1_000 });
  const tick = { kind: "tick", payload: new Uint8Array(0) } as const;
  await log.append([tick, tick, tick]);
  await log.release(2);
  const { transitions } = createMemoryMembershipStore();
  const stages = createStages({
    log,
    transitions,
    pipeline: { status: () => null },
    now: () => 5_000,
  }).list();
  expect(stages.find(({ name }) => name === "resolver")).toMatchObject({
    ready: false,
    lag: 3,
    lagMs: 4_000,
  });
});

test("a log that takes no records is not ready and says why", () => {
  const log = { ...createMemoryLog({ clock: () => 1_000 }), failing: () => "The disk is full." };
  const { transitions } = createMemoryMembershipStore();
  const stages = createStages({ log, transitions, pipeline: { status: () => null }, now: () => 5_000 });
  expect(stages.list()[0]).toMatchObject({ name: "log", ready: false, lag: 0, detail: "The disk is full." });
});
