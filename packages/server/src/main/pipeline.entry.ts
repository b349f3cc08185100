import { setTimeout } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { HabitusError, must, unreachable } from "@habitus/kernel";
import { ClickHouseEventStore } from "../adapters/clickhouse/clickhouse-event-store.ts";
import { createEventReads } from "../adapters/clickhouse/reads.ts";
import { openLmdbDedupe } from "../adapters/lmdb/dedupe/lmdb-dedupe.ts";
import { openLmdbKv } from "../adapters/lmdb/lmdb-kv.ts";
import { openLmdbLogReader } from "../adapters/lmdb/lmdb-log-reader.ts";
import { openLmdbMembershipStore } from "../adapters/lmdb/lmdb-membership-store.ts";
import { deadLetterChanges } from "../ingest/dead-letters.ts";
import { createMembershipStage } from "../membership/stage.ts";
import { STAGE_LIMITS } from "../membership/stage-limits.ts";
import type { StageNews } from "../membership/stage-status.ts";
import { startMembership } from "../membership/start.ts";
import { createPipeline, type Pipeline, PIPELINE_LIMITS } from "../pipeline/pipeline.ts";
import { Attempts, StageStopped, unlessStopped } from "../platform/attempts.ts";
import { reasonsOf } from "../platform/logger.ts";
import { readOrMakeKey } from "../platform/secret-box.ts";
import { createIdDigest } from "../profiles/tombstones.ts";
import type { ResolveCounts } from "../profiles/batch-builder.ts";
import { createResolver } from "../profiles/resolver.ts";
import {
  type FailingStage,
  type MembershipNews,
  NO_NEWS,
  type PipelineCommand,
  type PipelineMessage,
  type PipelineThreadData,
  type ThreadQuestion,
} from "./pipeline-protocol.ts";
import { threadMemory } from "./thread-memory.ts";

const STATUS_MS = 200;
const CACHED_ENTRIES = 1_000_000;
const NO_COUNTS: ResolveCounts = {
  events: 0,
  duplicates: 0,
  merges: 0,
  rejected: 0,
  buried: 0,
  tooOld: 0,
  full: 0,
  unread: {},
};

// The pipeline lives in a thread of its own, so that putting events to people never delays an acknowledgement.
const port = must(parentPort, "the pipeline runs in a worker thread");
const data = workerData as PipelineThreadData;
/** Holds the thread up no longer than it has something to do. */
const pause = (ms: number): Promise<unknown> => setTimeout(ms, undefined, { ref: false });
const tell = (message: PipelineMessage): void => port.postMessage(message);

const log = openLmdbLogReader({ dir: data.logDir });
// Uncaught, it ends this thread and with it the process, which has to begin anew.
const onGivenUp = (failure: HabitusError): void => {
  setImmediate(() => {
    throw failure;
  });
};
const kv = openLmdbKv({ dir: data.stateDir, onGivenUp });
const dedupe = openLmdbDedupe({ dir: data.dedupeDir, horizonDays: data.dedupeDays, onGivenUp });
const store = await ClickHouseEventStore.open({ address: data.engine });
const digest = createIdDigest(readOrMakeKey(data.secretFile));
const resolver = createResolver({
  kv,
  dedupe,
  digest,
  rejected: deadLetterChanges,
  maxCached: CACHED_ENTRIES,
});

const memberships = openLmdbMembershipStore({ dir: data.membershipDir, onGivenUp });

const attempts = new Attempts({ pause, onFailure: (error) => tellFailure("membership", error) });
let counts = NO_COUNTS;
let told: MembershipNews = NO_NEWS;

// Heard from the first moment on: the start may wait for room on a disk.
const starting = start();
port.on("message", (command: PipelineCommand) => {
  switch (command.kind) {
    case "stop":
      attempts.stop();
      void stop();
      return;
    case "ask":
      void answer(command.number, command.question);
      return;
    default:
      unreachable(command);
  }
});
await run();

async function start(): Promise<Pipeline> {
  const live = await startMembership({
    store: memberships,
    kv,
    log,
    resolved: resolver.position(),
    maxBytes: data.membershipBytes,
    onStartOver: (reason) => tellFailure("membership", new HabitusError("started_over", reason)),
    attempt: (work) => attempts.make(work),
  });
  return createPipeline({
    log,
    resolver,
    store,
    membership: (stored) =>
      createMembershipStage({
        store: memberships,
        live,
        reads: createEventReads(store),
        stored,
        pause,
        elapsed: () => performance.now(),
        onFailure: (error) => tellFailure("membership", error),
        onNews: tellNews,
        limits: STAGE_LIMITS,
      }),
    transitions: memberships.transitions,
    elapsed: () => performance.now(),
    onResolved: (more) => {
      counts = addCounts(counts, more);
    },
    onFailure: tellFailure,
    limits: PIPELINE_LIMITS,
  });
}

/** Runs until it is told to stop, which may be before it has started. */
async function run(): Promise<void> {
  const pipeline = await unlessStopped(starting);
  if (pipeline === null) return;
  const report = (): void => {
    tell({ kind: "status", status: pipeline.status(), counts, memory: threadMemory() });
    counts = NO_COUNTS;
  };
  report();
  tellNews(pipeline.status().membership);
  const reporting = setInterval(report, STATUS_MS);
  try {
    await pipeline.run();
  } finally {
    clearInterval(reporting);
  }
}

function tellFailure(stage: FailingStage, error: Error): void {
  tell({ kind: "failure", stage, reasons: reasonsOf(error) });
}

/** At once and only what is new: timers wait for it. */
function tellNews({ nextDue, overdue, share, building }: StageNews): void {
  const { number, segments } = building ?? { number: 0, segments: [] };
  const built = building?.isDone === true ? { number, segments } : null;
  const isOld = told.nextDue === nextDue && told.overdue === overdue;
  if (isOld && told.built?.number === built?.number) return;
  told = { kind: "membership", nextDue, overdue, share, built };
  tell(told);
}

async function answer(number: number, question: ThreadQuestion): Promise<void> {
  try {
    const pipeline = await starting;
    const found =
      question.kind === "check"
        ? await pipeline.check(question.people)
        : await pipeline.members(question.keys);
    tell({ kind: "answered", number, found });
  } catch (error) {
    // Who waits when the thread ends is told so by that.
    if (error instanceof StageStopped) return;
    if (!(error instanceof HabitusError)) throw error;
    tell({ kind: "not answered", number, code: error.code, message: error.message });
  }
}

async function stop(): Promise<void> {
  const pipeline = await unlessStopped(starting);
  await pipeline?.stop();
  await store.close();
  await memberships.close();
  await dedupe.close();
  await kv.close();
  await log.close();
  port.close();
}

function addedUp(a: ResolveCounts["unread"], b: ResolveCounts["unread"]): ResolveCounts["unread"] {
  const sums = new Map(Object.entries(a));
  for (const [kind, count] of Object.entries(b)) sums.set(kind, (sums.get(kind) ?? 0) + count);
  return Object.fromEntries(sums);
}

function addCounts(a: ResolveCounts, b: ResolveCounts): ResolveCounts {
  return {
    events: a.events + b.events,
    duplicates: a.duplicates + b.duplicates,
    merges: a.merges + b.merges,
    rejected: a.rejected + b.rejected,
    buried: a.buried + b.buried,
    tooOld: a.tooOld + b.tooOld,
    full: a.full + b.full,
    unread: addedUp(a.unread, b.unread),
  };
}
