import { LIMITS } from "@habitus/contract";
import { expect, test } from "vitest";
import { createAuditTrail } from "../access/audit.ts";
import { createJobs } from "../jobs/jobs.ts";
import type { Change, Kv } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { createUploadFiles } from "../platform/upload-files.ts";
import { LIST_JOB } from "./list-job.ts";
import { createListStore } from "./list-store.ts";
import { createLists, type ListsDeps } from "./lists.ts";

const dir = temporaryFolder("lists");
const BY = { kind: "user", id: "u1", name: "Ann" } as const;

test("a list that a job fills is there with its job, and not without it", async () => {
  const inner = createMemoryKv();
  const commits: (readonly string[])[] = [];
  const kv: Kv = {
    ...inner,
    commit(changes: readonly Change[], expects) {
      commits.push(changes.map(({ table }) => table.name));
      return inner.commit(changes, expects);
    },
  };
  const now = (): number => 1_000;
  const audit = createAuditTrail(kv, (error) => expect.fail(String(error))).record;
  const run = (): Promise<never> => new Promise(() => undefined);
  const kinds = { [LIST_JOB]: { title: "Change a list", unit: "ids", resumes: true, sideBySide: true, run } };
  const jobs = createJobs({ kv, now, audit, kinds, onFailure: (job) => expect.fail(job) });
  const store = createListStore({ kv, audit, now });
  const deps: Partial<ListsDeps> = { store, jobs, files: createUploadFiles(dir), logicalNow: now };
  const lists = createLists({ ...deps, lists: { size: () => 0 } } as unknown as ListsDeps);
  const ids = Array.from({ length: LIMITS.listMembersAtOnce + 1 }, (_, n) => `p${n}`);
  const steps = [{ mode: "add", ids }] as const;

  const { list, job } = await lists.change("beta", { name: "Beta", steps }, BY);
  expect([list.version, job?.state]).toEqual([1, "running"]);
  expect(commits).toEqual([["jobs", "audit", "lists", "audit"]]);

  void jobs.stop();
  await expect(lists.change("gamma", { name: "Gamma", steps }, BY)).rejects.toMatchObject({
    code: "store_unavailable",
  });
  expect(lists.list().map(({ key }) => key)).toEqual(["beta"]);
});
