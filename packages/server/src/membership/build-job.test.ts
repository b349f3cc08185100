import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import { createJobs } from "../jobs/jobs.ts";
import { put } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { BUILD_JOB, type BuildJobDeps, buildJobs, createBuildJob } from "./build-job.ts";

const BY = { kind: "system", id: "test", name: "Test" } as const;
const VIP = { key: "vip", version: 2 };
const NEW = { key: "new", version: 1 };

type Status = NonNullable<ReturnType<BuildJobDeps["status"]>>;
const live = (of: typeof VIP) => ({ ...of, size: 0, since: null });
const building = (nodes: number, isDone = false, taken = 0): NonNullable<Status["building"]> => ({
  number: 1,
  segments: [VIP, NEW],
  nodes,
  totalNodes: 10,
  rows: nodes,
  isDone,
  taken,
});

const present = { offset: 9, segments: [], targets: [VIP, NEW], building: null };

function setUp() {
  const state: { status: Status | null; wanted: Record<string, number> } = {
    status: null,
    wanted: { vip: 2, new: 1 },
  };
  const kind = createBuildJob({
    status: () => state.status,
    wanted: (key) => state.wanted[key] ?? null,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const kv = createMemoryKv();
  const start = () =>
    createJobs({
      kv,
      now: () => 1,
      audit: (change) => put({ name: "audit", version: 1 }, ["last"], change),
      kinds: { [BUILD_JOB]: kind },
      onFailure: (_job, error) => {
        throw error;
      },
    });
  return { state, start };
}

test("a job tells how far a build is, over a restart, and ends when all of it is live or given up", async () => {
  const { state, start } = setUp();
  let jobs = start();
  const { id } = await jobs.start(BUILD_JOB, BY, { segments: [VIP, NEW] });
  const shown = () => {
    const { state: is, phase, done, total, result } = jobs.get(id) ?? {};
    return { is, phase, done, total, result };
  };
  const running = { is: "running", result: null };
  await expect.poll(shown).toEqual({ ...running, phase: "Waiting for its turn", done: 0, total: null });
  state.status = { ...present, building: building(4) };
  const reading = { ...running, phase: "Reading the whole history" };
  await expect.poll(shown).toEqual({ ...reading, done: 4, total: 10 });
  expect(buildJobs(jobs)(VIP)).toBe(id);
  expect(buildJobs(jobs)({ key: "vip", version: 3 })).toBeNull();
  const refused = await jobs.cancel(id, BY).catch((error: unknown) => error);
  expect(refused instanceof HabitusError && refused.code).toBe("job_goes_on");

  await jobs.stop();
  jobs = start();
  state.status = { ...present, building: building(1) };
  await jobs.recover();
  await expect.poll(shown).toEqual({ ...reading, done: 1, total: 10 });
  state.status = { ...present, building: building(10, true) };
  const waiting = { ...running, phase: "Waiting until everything sent before is worked off" };
  await expect.poll(shown).toEqual({ ...waiting, done: 10, total: 10 });
  state.status = { ...present, building: building(10, true, 6) };
  await expect.poll(shown).toEqual({ ...running, phase: "Taking it over", done: 6, total: 10 });
  // Whoever came since the build began is taken over behind those it counted.
  state.status = { ...present, building: building(10, true, 12) };
  await expect.poll(shown).toEqual({ ...running, phase: "Taking it over", done: 10, total: 10 });
  state.wanted = { vip: 2 };
  state.status = { ...present, segments: [live(VIP)], targets: [], building: null };
  await expect
    .poll(shown)
    .toMatchObject({ is: "done", phase: null, result: { segments: 2, live: 1, given_up: 1 } });
  expect(buildJobs(jobs)(VIP)).toBeNull();
});

test("what is live already, and is built anew because a threshold was refreshed, is followed to its own end", async () => {
  const { state, start } = setUp();
  const jobs = start();
  const { id } = await jobs.start(BUILD_JOB, BY, { segments: [VIP], offset: 12 });
  const seen = (): string | undefined => jobs.get(id)?.state;
  const looked = () => new Promise((resolve) => setTimeout(resolve, 20));
  // The record that says it has not been read.
  state.status = { ...present, segments: [live(VIP)], targets: [] };
  await looked();
  expect(seen()).toBe("running");
  // It waits for the build before.
  state.status = { ...present, offset: 12, segments: [live(VIP)], targets: [VIP] };
  await looked();
  expect(seen()).toBe("running");
  state.status = { ...present, offset: 13, segments: [live(VIP)], targets: [] };
  await expect.poll(seen).toBe("done");
});
