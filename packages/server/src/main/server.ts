import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import type { Access } from "../access/access.ts";
import { createAccess } from "../access/access.ts";
import { ClickHouseEventStore } from "../adapters/clickhouse/clickhouse-event-store.ts";
import { EngineProcess } from "../adapters/clickhouse/engine-process.ts";
import { openLmdbKv } from "../adapters/lmdb/lmdb-kv.ts";
import { openLmdbLog } from "../adapters/lmdb/lmdb-log.ts";
import { createHealth } from "../http/health.ts";
import { createPages } from "../http/pages.ts";
import { createTrackingHandler } from "../http/tracking/tracking-handler.ts";
import { createIngest } from "../ingest/ingest.ts";
import type { Log } from "../log/log.ts";
import { acquireDataLock } from "../platform/data-lock.ts";
import type { Kv } from "../platform/kv.ts";
import type { Logger } from "../platform/logger.ts";
import { createMetrics, type Metrics } from "../platform/metrics.ts";
import { createScope, type Scope } from "../platform/scope.ts";
import type { EventStore } from "../store/event-store.ts";
import type { Config } from "./config.ts";
import { type PipelineThread, startPipelineThread } from "./pipeline-thread.ts";
import { createStages } from "./stages.ts";

export type RunningServer = {
  readonly url: string;
  /** Secrets made at the first start, for their only showing. */
  readonly madeAdminToken: string | null;
  readonly madeWriteKey: string | null;
  /** Answers what is under way, flushes the log and lets go of the data folder. */
  stop(): Promise<void>;
};

const VERSION = "0.1.0";
const STOP_ANSWERING_MS = 10_000;
const distFile = (name: string): string => new URL(name, import.meta.url).pathname;

type Stores = {
  readonly kv: Kv;
  readonly log: Log;
  readonly store: EventStore;
  readonly pipeline: PipelineThread;
};

/**
 * Starts everything on the data folder. A start that fails stops what it had started.
 * @throws HabitusError `data_in_use`, `store_start_failed`, and what opening the stores throws.
 */
export async function startServer(config: Config, logger: Logger): Promise<RunningServer> {
  const scope = createScope((name, error) =>
    logger.error({ part: name, error: String(error) }, "a part did not stop cleanly"),
  );
  try {
    return await start(config, logger, scope);
  } catch (error) {
    await scope.stop();
    throw error;
  }
}

async function start(config: Config, logger: Logger, scope: Scope): Promise<RunningServer> {
  const lock = await acquireDataLock(config.dataDir);
  scope.own("data lock", lock, () => lock.release());
  const metrics = createMetrics({ ofProcess: true });
  const stores = await openStores(config, logger, scope, metrics);
  const access = createAccess({ kv: stores.kv, now: Date.now });
  const madeAdminToken = await access.ensureAdminToken(config.adminToken);
  const madeWriteKey = await access.keys.ensureDefaultSource(config.writeKey);
  const http = createHttp(stores, access, metrics, logger);
  const url = await listen(http, config);
  scope.own("http", http, closeHttp);
  logger.info({ url }, "listening");
  return { url, madeAdminToken, madeWriteKey, stop: () => scope.stop() };
}

async function openStores(config: Config, logger: Logger, scope: Scope, metrics: Metrics): Promise<Stores> {
  const dir = (name: string): string => join(config.dataDir, name);
  const kv = scope.own("state", openLmdbKv({ dir: dir("state") }), (each) => each.close());
  const log = scope.own(
    "log",
    openLmdbLog({
      dir: dir("log"),
      clock: Date.now,
      onClockStep: (step) => logger.warn({ step }, "the system clock stepped"),
      retention: config.logRetention,
    }),
    (each) => each.close(),
  );
  const engine = scope.own(
    "engine",
    await EngineProcess.start({
      dataDir: dir("store"),
      entry: distFile("./engine.js"),
      limits: { memoryBytes: config.engineMemoryBytes },
      onEvent: (event) => logger.info({ event: event.kind }, "event store engine"),
    }),
    (each) => each.stop(),
  );
  const address = { kind: "socket", path: engine.socketPath } as const;
  const store = scope.own("event store", await ClickHouseEventStore.open({ address }), (each) =>
    each.close(),
  );
  const pipeline = startPipeline(config, engine.socketPath, log, logger, metrics);
  scope.own("pipeline", pipeline, (each) => each.stop());
  return { kv, log, store, pipeline };
}

function startPipeline(
  config: Config,
  engineSocket: string,
  log: Log,
  logger: Logger,
  metrics: Metrics,
): PipelineThread {
  const resolved = metrics.counter(
    "habitus_resolved_total",
    "Events the resolver has worked off, by outcome.",
    ["outcome"],
  );
  return startPipelineThread({
    entry: new URL("./pipeline.js", import.meta.url),
    data: {
      logDir: join(config.dataDir, "log"),
      stateDir: join(config.dataDir, "state"),
      dedupeDir: join(config.dataDir, "dedupe"),
      dedupeDays: config.dedupeDays,
      engineSocket,
    },
    onStatus: (status, counts) => {
      resolved.add({ outcome: "kept" }, counts.events);
      resolved.add({ outcome: "duplicate" }, counts.duplicates);
      resolved.add({ outcome: "merge" }, counts.merges);
      log.release(status.store.offset).catch((error: unknown) => {
        logger.error({ error: String(error) }, "consumed log segments could not be freed");
      });
    },
    onFailure: (stage, code, message) =>
      logger.warn({ stage, code, message }, "a stage failed and tries again"),
    onDeath: (error) => {
      logger.error({ error: error.message }, "the pipeline ended");
      // Everything acknowledged is in the log; a fresh process takes it from there.
      process.exit(1);
    },
  });
}

function createHttp(stores: Stores, access: Access, metrics: Metrics, logger: Logger): Server {
  const onBug = (error: unknown): void =>
    logger.error({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, "bug");
  const ingest = createIngest({
    log: stores.log,
    sources: access.keys,
    clock: Date.now,
    metrics,
    newId: randomUUID,
  });
  const tracking = createTrackingHandler({ ingest, sources: access.keys, onBug });
  const stages = createStages({ ...stores, now: Date.now });
  const app = new Hono();
  app.route(
    "/",
    createHealth({ stages: () => stages.list(), metrics: () => metrics.text(), version: VERSION }),
  );
  app.route("/", createPages(distFile("../../web/dist")));
  const pages = getRequestListener(app.fetch);
  return createServer((request, response) => {
    if (!tracking(request, response)) void pages(request, response);
  });
}

function listen(server: Server, config: Config): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.port, config.host, () => {
      server.off("error", reject);
      const { port } = server.address() as AddressInfo;
      resolve(`http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`);
    });
  });
}

/** Takes no new connections and waits for the answers under way; what takes longer is cut off. */
async function closeHttp(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), STOP_ANSWERING_MS);
  await closed;
  clearTimeout(timer);
}
