import { readdirSync } from "node:fs";
import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import type { JobHandle } from "../jobs/job-runs.ts";
import { createUploadFiles } from "../platform/upload-files.ts";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { createListJob, type ListJobDeps, type ListJobInput } from "./list-job.ts";

const dir = temporaryFolder("list-job");
const BY = { kind: "system", id: "test", name: "Test" } as const;

/** Names of the files that are left after a job that ends with the error, told to stop or not. */
async function leftAfter(error: Error, stop: AbortController): Promise<readonly string[]> {
  const files = createUploadFiles(dir);
  const file = await files.keep("list-1.csv", [Buffer.from("id\nann\n")]);
  const writer = { caughtUp: () => Promise.reject(error) };
  const job = createListJob({ files, writer } as unknown as ListJobDeps);
  const input: ListJobInput = { list: "beta", mode: "add", file, ids: 1, at: 0, by: BY, ends: false };
  const progress = () => Promise.resolve();
  const handle: JobHandle = { id: "j1", signal: stop.signal, checkpoint: input, progress };
  await expect(job.run(handle)).rejects.toBe(error);
  const left = readdirSync(dir);
  await files.remove(file);
  return left;
}

test("the file of ids goes with a job that fails, and stays for one that goes on after a start", async () => {
  const full = new HabitusError("storage_full", "The disk is full.");
  expect(await leftAfter(full, new AbortController())).toEqual([]);
  const stopping = new AbortController();
  stopping.abort();
  expect(await leftAfter(new DOMException("Stopped.", "AbortError"), stopping)).toEqual(["list-1.csv"]);
});
