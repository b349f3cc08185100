import { join } from "node:path";
import { type HabitusError, type Instant, unreachable } from "@habitus/kernel";
import { ClickHouseEventStore } from "../adapters/clickhouse/clickhouse-event-store.ts";
import { type EngineEvent, EngineProcess } from "../adapters/clickhouse/engine-process.ts";
import { removeLeftovers } from "../adapters/lmdb/folders.ts";
import { openLmdbKv } from "../adapters/lmdb/lmdb-kv.ts";
import { openLmdbLog } from "../adapters/lmdb/lmdb-log.ts";
import { openLmdbMembershipStore } from "../adapters/lmdb/lmdb-membership-store.ts";
import type { Log } from "../log/log.ts";
import type { MembershipStore } from "../membership/membership-store.ts";
import type { Kv } from "../platform/kv.ts";
import { migrateKv } from "../platform/kv-migrations.ts";
import { type LogFields, type Logger, reasonsOf } from "../platform/logger.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { Scope } from "../platform/scope.ts";
import { createSecretBox, readOrMakeKey, type SecretBox } from "../platform/secret-box.ts";
import { createIdDigest, type IdDigest } from "../profiles/tombstones.ts";
import type { EngineAddress } from "../store/engine-address.ts";
import type { EventStore } from "../store/event-store.ts";
import type { Config } from "./config.ts";
import { type MembershipNews, NO_NEWS } from "./pipeline-protocol.ts";
import { type PipelineThread, startPipelineThread } from "./pipeline-thread.ts";
import { consumed } from "./stages.ts";

export type Stores = {
  readonly kv: Kv;
  readonly log: Log;
  readonly store: EventStore;
  readonly memberships: MembershipStore;
  readonly secrets: SecretBox;
  /** What stands for ids of people who were erased. */
  readonly digest: IdDigest;
  readonly pipeline: PipelineThread;
  /** Where other threads reach the event store's engine. */
  readonly engine: EngineAddress;
  /** What the thread told last. */
  lastNews(): MembershipNews;
  /** Told when somebody is due or something was built; nobody listens before it is set. */
  readonly onMembership: { listener: (news: MembershipNews) => void };
};

const MEMBERSHIP_DIR = "membership";
const SECRET_FILE = "secret.key";

export const distFile = (name: string): string => new URL(name, import.meta.url).pathname;

/**
 * Opens what keeps data, in the order that it depends on each other; `scope` stops it in reverse.
 * @throws HabitusError `data_newer` when a later program has written the data, which stay as they are.
 */
export async function openStores(
  config: Config,
  logger: Logger,
  scope: Scope,
  metrics: Metrics,
  clock: () => Instant,
): Promise<Stores> {
  const dir = (name: string): string => join(config.dataDir, name);
  // What a rewriting left that was cut off: a copy of what may have been erased since.
  removeLeftovers(config.dataDir);
  const key = readOrMakeKey(dir(SECRET_FILE));
  const onGivenUp = (failure: HabitusError): void => {
    end(logger, reasonsOf(failure), "the disk failed so that only a new process may write");
  };
  const kv = scope.own("state", openLmdbKv({ dir: dir("state"), onGivenUp }), (each) => each.close());
  await migrateKv(kv);
  const log = scope.own("log", openLog(config, logger, clock, onGivenUp), (each) => each.close());
  const { address } = scope.own("engine", await startEngine(config, logger), (each) => each.stop());
  const store = scope.own("event store", await ClickHouseEventStore.open({ address }), (each) =>
    each.close(),
  );
  const memberships = scope.own(
    "memberships",
    openLmdbMembershipStore({ dir: dir(MEMBERSHIP_DIR), onGivenUp }),
    (each) => each.close(),
  );
  const onMembership: Stores["onMembership"] = { listener: () => undefined };
  let last = NO_NEWS;
  const pipeline = startPipeline(config, address, log, logger, metrics, (news) => {
    last = news;
    onMembership.listener(news);
  });
  scope.own("pipeline", pipeline, (each) => each.stop());
  return {
    kv,
    log,
    store,
    memberships,
    secrets: createSecretBox(key),
    digest: createIdDigest(key),
    pipeline,
    engine: address,
    lastNews: () => last,
    onMembership,
  };
}

function openLog(
  config: Config,
  logger: Logger,
  clock: () => Instant,
  onGivenUp: (failure: HabitusError) => void,
): ReturnType<typeof openLmdbLog> {
  return openLmdbLog({
    dir: join(config.dataDir, "log"),
    clock,
    onClockStep: (step) => logger.warn({ step }, "the system clock stepped"),
    onFailure: (error) => logger.error(reasonsOf(error), "events cannot be kept"),
    onGivenUp,
    retention: config.logRetention,
  });
}

function startEngine(config: Config, logger: Logger): Promise<EngineProcess> {
  return EngineProcess.start({
    dataDir: join(config.dataDir, "store"),
    entry: distFile("./engine.js"),
    limits: { memoryBytes: config.engineMemoryBytes },
    onEvent: (event) => logEngine(logger, event),
  });
}

/** Everything acknowledged is in the log; a fresh process takes it from there. */
function end(logger: Logger, fields: LogFields, reason: string): never {
  logger.error(fields, reason);
  process.exit(1);
}

function logEngine(logger: Logger, event: EngineEvent): void {
  switch (event.kind) {
    case "ready":
      return logger.info({ tookMs: Math.round(event.tookMs) }, "the event store's engine is ready");
    case "died": {
      const { how, stderr, restartInMs } = event;
      return logger.warn({ how, stderr, restartInMs }, "the event store's engine ended and starts again");
    }
    case "failed": {
      const { code, message, details } = event.error;
      return logger.error(
        { code, message, details, restartInMs: event.restartInMs },
        "the event store's engine did not start",
      );
    }
    default:
      return unreachable(event);
  }
}

function startPipeline(
  config: Config,
  engine: EngineAddress,
  log: Log,
  logger: Logger,
  metrics: Metrics,
  onMembership: (news: MembershipNews) => void,
): PipelineThread {
  const resolved = metrics.counter(
    "habitus_resolved_total",
    "Events the resolver has worked off, by outcome.",
    ["outcome"],
  );
  const unread = metrics.counter(
    "habitus_unread_ids_total",
    "Texts that stood where ids of a kind are read and are none, such as an e-mail address without @.",
    ["kind"],
  );
  return startPipelineThread({
    entry: new URL("./pipeline.js", import.meta.url),
    data: {
      logDir: join(config.dataDir, "log"),
      stateDir: join(config.dataDir, "state"),
      secretFile: join(config.dataDir, SECRET_FILE),
      dedupeDir: join(config.dataDir, "dedupe"),
      dedupeDays: config.dedupeDays,
      membershipDir: join(config.dataDir, MEMBERSHIP_DIR),
      membershipBytes: config.membershipBytes,
      engine,
    },
    onMembership,
    onStatus: (status, counts) => {
      resolved.add({ outcome: "kept" }, counts.events);
      resolved.add({ outcome: "duplicate" }, counts.duplicates);
      resolved.add({ outcome: "merge" }, counts.merges);
      resolved.add({ outcome: "erased before" }, counts.buried);
      resolved.add({ outcome: "older than kept" }, counts.tooOld);
      resolved.add({ outcome: "account full" }, counts.full);
      for (const [kind, count] of Object.entries(counts.unread)) unread.add({ kind }, count);
      log.release(consumed(status)).catch((error: unknown) => {
        logger.error(reasonsOf(error), "consumed log segments could not be freed");
      });
    },
    onFailure: (stage, reasons) => logger.warn({ stage, ...reasons }, "a stage failed and tries again"),
    onDeath: (error) => end(logger, { error: error.message }, "the pipeline ended"),
  });
}
