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
  const pipeline = {
    status: () => null,
    without: <T>(work: () => Promise<T>) => work(),
    stop: () => Promise.resolve(),
  };
  const stages = createStages({ log, transitions, pipeline, now: () => 5_000 }).list();
  expect(stages.find(({ name }) => name === "resolver")).toMatchObject({
    ready: false,
    lag: 3,
    lagMs: 4_000,
  });
});
