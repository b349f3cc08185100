import { parentPort, workerData } from "node:worker_threads";
import { HabitusError, must } from "@habitus/kernel";
import { LaneClient } from "../adapters/clickhouse/client.ts";
import { DEFAULT_DATABASE } from "../adapters/clickhouse/clickhouse-event-store.ts";
import { laneLimits } from "../adapters/clickhouse/lane-limits.ts";
import { createEventReads } from "../adapters/clickhouse/reads.ts";
import type {
  RehearsalAnswer,
  RehearsalCommand,
  RehearsalThreadData,
} from "../membership/rehearsal/rehearsal-protocol.ts";
import { createReplayer } from "../membership/rehearsal/replayer.ts";

// One rehearsal in a thread of its own: it reads and replays everybody's history, for which nobody else may wait.
const port = must(parentPort, "a rehearsal has a worker thread");
const { engine, ...task } = workerData as RehearsalThreadData;
const { backfill } = laneLimits(engine.memoryBytes);
const client = new LaneClient(engine, DEFAULT_DATABASE, "backfill", backfill);
const replay = createReplayer(task, createEventReads({ query: (statement) => client.rows(statement) }));

async function answer(stretch: RehearsalCommand): Promise<RehearsalAnswer> {
  try {
    return { kind: "replayed", people: await replay(stretch) };
  } catch (error) {
    if (!(error instanceof HabitusError)) throw error;
    return { kind: "failed", code: error.code, message: error.message };
  }
}

port.on("message", (stretch: RehearsalCommand) => {
  void answer(stretch).then((found) => port.postMessage(found));
});
