import { parentPort, workerData } from "node:worker_threads";
import { HabitusError, must } from "@habitus/kernel";
import { ClickHouseEventStore } from "../adapters/clickhouse/clickhouse-event-store.ts";
import { openLmdbDedupe } from "../adapters/lmdb/dedupe/lmdb-dedupe.ts";
import { openLmdbKv } from "../adapters/lmdb/lmdb-kv.ts";
import { openLmdbLogReader } from "../adapters/lmdb/lmdb-log-reader.ts";
import { deadLetterChanges } from "../ingest/dead-letters.ts";
import { createPipeline, PIPELINE_LIMITS } from "../pipeline/pipeline.ts";
import { createResolver, type ResolveCounts } from "../profiles/resolver.ts";
import type { PipelineCommand, PipelineMessage, PipelineThreadData } from "./pipeline-protocol.ts";

const STATUS_MS = 200;
const CACHED_ENTRIES = 1_000_000;
const NO_COUNTS: ResolveCounts = { events: 0, duplicates: 0, merges: 0, rejected: 0 };

// The pipeline lives in a thread of its own, so that putting events to people never delays an acknowledgement.
const port = must(parentPort, "the pipeline runs in a worker thread");
const data = workerData as PipelineThreadData;
const tell = (message: PipelineMessage): void => port.postMessage(message);

const log = openLmdbLogReader({ dir: data.logDir });
const kv = openLmdbKv({ dir: data.stateDir });
const dedupe = openLmdbDedupe({ dir: data.dedupeDir, horizonDays: data.dedupeDays });
const store = await ClickHouseEventStore.open({ address: { kind: "socket", path: data.engineSocket } });
const resolver = createResolver({ kv, dedupe, rejected: deadLetterChanges, maxCached: CACHED_ENTRIES });

let counts = NO_COUNTS;
const pipeline = createPipeline({
  log,
  resolver,
  store,
  elapsed: () => performance.now(),
  onResolved: (more) => {
    counts = addCounts(counts, more);
  },
  onFailure: (stage, error) => {
    const code = error instanceof HabitusError ? error.code : "internal";
    tell({ kind: "failure", stage, code, message: error.message });
  },
  limits: PIPELINE_LIMITS,
});

const report = (): void => {
  tell({ kind: "status", status: pipeline.status(), counts });
  counts = NO_COUNTS;
};
const reporting = setInterval(report, STATUS_MS);
port.on("message", (command: PipelineCommand) => {
  if (command.kind === "stop") void stop();
});
report();
await pipeline.run();

async function stop(): Promise<void> {
  clearInterval(reporting);
  await pipeline.stop();
  await store.close();
  await dedupe.close();
  await kv.close();
  await log.close();
  tell({ kind: "stopped" });
  port.close();
}

function addCounts(a: ResolveCounts, b: ResolveCounts): ResolveCounts {
  return {
    events: a.events + b.events,
    duplicates: a.duplicates + b.duplicates,
    merges: a.merges + b.merges,
    rejected: a.rejected + b.rejected,
  };
}
