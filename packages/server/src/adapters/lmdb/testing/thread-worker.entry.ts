import { parentPort, workerData } from "node:worker_threads";
import { must } from "@habitus/kernel";
import { put, type Table } from "../../../platform/kv.ts";
import { openLmdbKv } from "../lmdb-kv.ts";
import { openLmdbLogReader } from "../lmdb-log-reader.ts";

// The other thread of lmdb-threads.test.ts.

const port = must(parentPort, "this file runs in a worker thread");
const { work, dir } = workerData as { readonly work: string; readonly dir: string };
const COUNTERS: Table<{ readonly rev: number }> = { name: "counters", version: 1 };

async function readLog(): Promise<void> {
  const reader = openLmdbLogReader({ dir });
  port.postMessage("ready");
  for (let next = 1; ; ) {
    await reader.wait(next - 1, 10_000);
    for (const record of reader.read(next, { records: 100, bytes: 1_000_000 })) {
      if (record.offset !== next) throw new Error(`expected ${next}, read ${record.offset}`);
      if (record.payload.length !== 500) throw new Error(`record ${next} is damaged`);
      next++;
    }
    port.postMessage(next - 1);
  }
}

function echoState(): void {
  const kv = openLmdbKv({ dir });
  port.on("message", (rev: number) => {
    const seen = kv.get(COUNTERS, ["main"]);
    if (seen?.rev !== rev) throw new Error(`told of ${rev}, found ${String(seen?.rev)}`);
    void kv.commit([put(COUNTERS, ["worker"], { rev })]).then(() => port.postMessage(rev));
  });
  port.postMessage("ready");
}

function countUp(): void {
  const kv = openLmdbKv({ dir });
  const count = async (times: number): Promise<void> => {
    for (let won = 0; won < times; ) {
      const rev = must(kv.get(COUNTERS, ["shared"]), "it is there").rev;
      const change = put(COUNTERS, ["shared"], { rev: rev + 1 });
      won += await kv.commit([change], [{ table: COUNTERS, key: ["shared"], rev }]).then(
        () => 1,
        () => 0,
      );
    }
    port.postMessage(times);
  };
  port.on("message", (times: number) => void count(times));
  port.postMessage("ready");
}

if (work === "read-log") void readLog();
else if (work === "echo-kv") echoState();
else countUp();
