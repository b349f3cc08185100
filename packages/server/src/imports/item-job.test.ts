import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createItemStore } from "../items/item-store.ts";
import { createJobs, type Jobs, type JobView } from "../jobs/jobs.ts";
import { put } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import type { FileRecord } from "./import-store.ts";
import { inspectFile } from "./inspect-file.ts";
import { createItemJob, ITEM_JOB, type ItemJobInput, startItemJob } from "./item-job.ts";

const BY = { kind: "system", id: "test", name: "Test" } as const;
const ROWS = "sku,price\ntee,7.50\ncap,dear\nmug,4\n";
const FIGURES = { rows: 3, added: 2, changed: 0, unchanged: 0, bad: 1 };
let dir = "";

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "habitus-items-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

async function world() {
  const now = (): number => 1_000_000;
  const kv = createMemoryKv();
  const audit = () => put({ name: "audit", version: 1 }, ["one"], null);
  const items = createItemStore({ kv, audit, now });
  const path = join(dir, "items.csv");
  await writeFile(path, ROWS);
  const { guess, columns } = await inspectFile(path, "items.csv", { zone: "UTC", events: [] });
  const record: FileRecord = {
    id: "items.csv",
    name: "items.csv",
    bytes: ROWS.length,
    columns,
    rows: [],
    guess,
    createdAt: now() - 10,
    createdBy: BY,
  };
  /** Jobs of a server whose runner does `afterwards` once the file is removed. */
  const server = (afterwards: () => Promise<void> = () => Promise.resolve()): Jobs => {
    const kind = createItemJob({
      items,
      file: () => (existsSync(path) ? record : null),
      filePath: (name) => join(dir, name),
      async removeFile(name) {
        await rm(join(dir, name), { force: true });
        await afterwards();
      },
    });
    const failed = (_job: string, error: unknown): never => {
      throw error;
    };
    return createJobs({ kv, now, audit, kinds: { [ITEM_JOB]: kind }, onFailure: failed });
  };
  return { server, items, path, record, audit, now };
}

/** The job as soon as `is` says so of it. */
function seen(jobs: Jobs, id: string, is: (job: JobView) => boolean): Promise<JobView> {
  return new Promise((resolve) => {
    const look = (job: JobView | null): void => {
      if (job !== null && is(job)) resolve(job);
    };
    jobs.watch(id, look);
    look(jobs.get(id));
  });
}

test("a file becomes items and goes", async () => {
  const { server, items, path } = await world();
  const jobs = server();
  const { id } = await jobs.start(ITEM_JOB, BY, { file: "items.csv", by: BY } satisfies ItemJobInput);
  const { state, result } = await seen(jobs, id, (job) => job.state !== "running");
  expect([state, result]).toMatchObject(["done", { ...FIGURES, problems: [{ row: 3 }] }]);
  expect([items.count(), items.get("tee")?.price, existsSync(path)]).toEqual([2, "7.5", false]);
});

test("a server that dies when the file is gone and its job not yet over ends it with the same figures", async () => {
  const { server, items, path } = await world();
  const id = await new Promise<string>((resolve, reject) => {
    const jobs = server(async () => {
      resolve("j1");
      await new Promise(() => undefined);
    });
    jobs.start(ITEM_JOB, BY, { file: "items.csv", by: BY } satisfies ItemJobInput).catch(reject);
  });
  expect(existsSync(path)).toBe(false);

  const after = server();
  await after.recover();
  const { state, result } = await seen(after, id, (job) => job.state !== "running");
  expect([state, result]).toMatchObject(["done", { ...FIGURES, problems: [{ row: 3 }] }]);
  expect(items.count()).toBe(2);
});

test("what it quotes of a file from before an erase goes, also when it was started after", async () => {
  const { server, record, audit, now } = await world();
  const jobs = server();
  const { id } = await startItemJob({ jobs, audit, now }, record, BY);
  const quotes = async () => (await seen(jobs, id, (job) => job.state === "done")).result?.["problems"];
  await jobs.forgetQuotes(record.createdAt - 1);
  expect(await quotes()).toHaveLength(1);
  expect(await jobs.forgetQuotes(record.createdAt)).toBe(0);
  expect(await quotes()).toEqual([]);
});
