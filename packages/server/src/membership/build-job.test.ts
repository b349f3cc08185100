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
const building = (nodes: number, isDone = false): NonNullable<Status["building"]> => ({
  number: 1,
  segments: [VIP, NEW],
  nodes,
  totalNodes: 10,
  rows: nodes,
  isDone,
});

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
  state.status = { segments: [], building: building(4) };
  const reading = { ...running, phase: "Reading the whole history" };
  await expect.poll(shown).toEqual({ ...reading, done: 4, total: 10 });
  expect(buildJobs(jobs)(VIP)).toBe(id);
  expect(buildJobs(jobs)({ key: "vip", version: 3 })).toBeNull();
  const refused = await jobs.cancel(id, BY).catch((error: unknown) => error);
  expect(refused instanceof HabitusError && refused.code).toBe("job_goes_on");

  await jobs.stop();
  jobs = start();
  state.status = { segments: [], building: building(1) };
  await jobs.recover();
  await expect.poll(shown).toEqual({ ...reading, done: 1, total: 10 });
  state.status = { segments: [], building: building(10, true) };
  await expect.poll(shown).toEqual({ ...running, phase: "Taking it over", done: 10, total: 10 });
  state.wanted = { vip: 2 };
  state.status = { segments: [live(VIP)], building: null };
  await expect
    .poll(shown)
    .toMatchObject({ is: "done", phase: null, result: { segments: 2, live: 1, given_up: 1 } });
  expect(buildJobs(jobs)(VIP)).toBeNull();
});
