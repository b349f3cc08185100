import { expect, test } from "vitest";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { createJobNumbers } from "./job-numbers.ts";
import { JOBS_KEPT, type JobRecord, putJob } from "./job-store.ts";

const RECORD: Omit<JobRecord, "number" | "kind" | "state"> = {
  title: "Load",
  unit: "rows",
  phase: null,
  done: 0,
  total: null,
  checkpoint: null,
  cancelling: false,
  createdAt: 1,
  createdBy: { kind: "user", id: "ada", name: "Ada" },
  startedAt: 1,
  updatedAt: 1,
  finishedAt: null,
  error: null,
  result: null,
};

test("what goes on stays known behind newer ones that ended and went", async () => {
  const kv = createMemoryKv();
  const jobs = new Map<number, JobRecord>();
  const set = (number: number, kind: string, state: JobRecord["state"]): void => {
    jobs.set(number, { ...RECORD, number, kind, state });
  };
  set(1, "list", "running");
  for (let number = 2; number <= JOBS_KEPT; number++) set(number, "load", "done");
  set(2, "list", "running");
  await kv.commit([...jobs.values()].map(putJob));
  const numbers = createJobNumbers(kv, (number) => jobs.get(number) ?? null);
  expect([numbers.unfinished(), numbers.surplus(), numbers.newest("list")]).toEqual([[2, 1], [], 2]);

  set(JOBS_KEPT + 1, "load", "running");
  set(2, "list", "failed");
  numbers.add({ number: JOBS_KEPT + 1, kind: "load" });
  expect([numbers.unfinished(), numbers.surplus()]).toEqual([[JOBS_KEPT + 1, 1], []]);
  set(JOBS_KEPT + 1, "load", "done");
  expect([numbers.unfinished(), numbers.surplus()]).toEqual([[1], [2]]);
  numbers.remove([2]);
  expect([numbers.newest("list"), numbers.newest("load"), numbers.newest("mail"), numbers.surplus()]).toEqual(
    [1, JOBS_KEPT + 1, undefined, []],
  );
});
