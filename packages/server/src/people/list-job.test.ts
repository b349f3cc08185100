import { readdirSync } from "node:fs";
import type { Fact } from "@habitus/events";
import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import type { JobHandle, JobProgress } from "../jobs/job-runs.ts";
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

/** A list of people with one id each; what is said is in force at once. */
function listOf(members: readonly string[]) {
  const on = new Set(members);
  const said: string[] = [];
  const numbers: string[] = [];
  const numberOf = (id: string): number => {
    if (!numbers.includes(id)) numbers.push(id);
    return numbers.indexOf(id) + 1;
  };
  const idOf = (number: number): string => numbers[number - 1] ?? "";
  const own = (value: string) => ({ kind: "user", value });
  const isOn = (_list: string, number: number): boolean => on.has(idOf(number));
  const deps = {
    files: createUploadFiles(dir),
    profiles: { findOwn: (id: string) => ({ person: numberOf(id), node: numberOf(id), id: own(id) }) },
    lists: {
      isMember: isOn,
      isListed: isOn,
      nodesOf: (list: string, number: number) =>
        isOn(list, number) ? [{ node: number, id: own(idOf(number)) }] : [],
    },
    writer: {
      caughtUp: () => Promise.resolve(true),
      settled: () => Promise.resolve(true),
      write(facts: readonly Fact[]) {
        for (const { id, value } of facts) {
          said.push(`${value === "true" ? "+" : "-"}${id.value}`);
          if (value === "true") on.add(id.value);
          else on.delete(id.value);
        }
        return Promise.resolve(said.length);
      },
    },
    breathe: () => Promise.resolve(),
  };
  return { deps: deps as unknown as ListJobDeps, said };
}

test("a job that goes on after a stop says nothing of a finished step again", async () => {
  const { deps, said } = listOf(["ann", "bob"]);
  const fileOf = (name: string, ids: string) => deps.files.keep(name, [Buffer.from(`id\n${ids}`)]);
  const takesOff = { mode: "remove", file: await fileOf("off.csv", "ann\nbob\n"), ids: 2 } as const;
  const putsOn = { mode: "add", file: await fileOf("on.csv", "ann\ncid\n"), ids: 2 } as const;
  const input: ListJobInput = { ...takesOff, more: [putsOn], list: "beta", at: 0, by: BY, ends: false };
  let checkpoint: unknown = input;
  const run = (stop: AbortController, stopsAt: number) =>
    createListJob(deps).run({
      id: "j1",
      signal: stop.signal,
      checkpoint,
      progress(update: JobProgress) {
        if (update.checkpoint !== undefined) checkpoint = structuredClone(update.checkpoint);
        // What the last step has looked at is written once all of it was.
        if (said.length >= stopsAt && update.phase === "Coming into force") stop.abort();
        return stop.signal.aborted ? Promise.reject(new Error("stopped")) : Promise.resolve();
      },
    });
  await expect(run(new AbortController(), 4)).rejects.toThrow("stopped");
  expect(said).toEqual(["-ann", "-bob", "+ann", "+cid"]);
  expect(await run(new AbortController(), Infinity)).toMatchObject({ removed: 2, added: 0, unchanged: 2 });
  expect(said).toHaveLength(4);
  expect(readdirSync(dir)).toEqual([]);
});
