import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { must } from "@habitus/kernel";
import { expect, test } from "vitest";
import { type Kv, put, type Table } from "../../platform/kv.ts";
import { bundle } from "../../platform/testing/bundle.ts";
import { temporaryFolder } from "../../platform/testing/temporary-folder.ts";
import { openLmdbKv } from "./lmdb-kv.ts";
import { openLmdbLog } from "./lmdb-log.ts";

const root = temporaryFolder("threads");

type Counter = { readonly rev: number };
const COUNTERS: Table<Counter> = { name: "counters", version: 1 };

async function startWorker(work: string, dir: string): Promise<Worker> {
  const program = await bundle(join(import.meta.dirname, "testing/thread-worker.entry.ts"));
  const worker = new Worker(program, { workerData: { work, dir } });
  const [first] = (await once(worker, "message")) as [unknown];
  expect(first).toBe("ready");
  return worker;
}

async function nextMessage(worker: Worker): Promise<unknown> {
  const [message] = (await once(worker, "message")) as [unknown];
  return message;
}

test("a reader in another thread sees every record once and in order while segments begin and are freed", async () => {
  const dir = join(root, "log");
  const log = openLmdbLog({
    dir,
    clock: () => Date.now(),
    onClockStep: () => undefined,
    segmentBytes: 60_000,
    retention: { bytes: 0, ms: 0 },
  });
  const worker = await startWorker("read-log", dir);
  let consumed = 0;
  worker.on("message", (offset: number) => {
    consumed = offset;
  });
  const total = 3_000;
  const client = async (from: number): Promise<void> => {
    for (let turn = from; turn < total; turn += 10) {
      await log.append([{ kind: "events", payload: Buffer.alloc(500, turn % 251) }]);
      if (from === 0 && turn % 100 === 0) await log.release(consumed);
    }
  };
  await Promise.all(Array.from({ length: 10 }, (_, from) => client(from)));
  while (consumed < total) await nextMessage(worker);
  await log.release(consumed);
  expect(log.first()).toBeGreaterThan(total - 300);
  expect(log.head().offset).toBe(total);
  await worker.terminate();
  await log.close();
});

test("state written in one thread is there in the other as soon as it is told", async () => {
  const dir = join(root, "told");
  const kv = openLmdbKv({ dir });
  const worker = await startWorker("echo-kv", dir);
  for (let rev = 1; rev <= 200; rev++) {
    await kv.commit([put(COUNTERS, ["main"], { rev })]);
    worker.postMessage(rev);
    expect(await nextMessage(worker)).toBe(rev);
    // The worker has written what it read under a key of its own before it answered.
    expect(kv.get(COUNTERS, ["worker"])?.rev).toBe(rev);
  }
  await worker.terminate();
  await kv.close();
});

test("threads that count up the same key lose nothing", async () => {
  const dir = join(root, "count");
  const kv: Kv = openLmdbKv({ dir });
  await kv.commit([put(COUNTERS, ["shared"], { rev: 0 })]);
  const workers = await Promise.all([startWorker("count-kv", dir), startWorker("count-kv", dir)]);
  const done = workers.map((worker) => nextMessage(worker));
  for (const worker of workers) worker.postMessage(100);
  let own = 0;
  while (own < 100) {
    const rev = must(kv.get(COUNTERS, ["shared"]), "it is there").rev;
    const change = put(COUNTERS, ["shared"], { rev: rev + 1 });
    const won = await kv.commit([change], [{ table: COUNTERS, key: ["shared"], rev }]).then(
      () => true,
      () => false,
    );
    if (won) own++;
  }
  expect(await Promise.all(done)).toEqual([100, 100]);
  expect(kv.get(COUNTERS, ["shared"])?.rev).toBe(300);
  for (const worker of workers) await worker.terminate();
  await kv.close();
});
