import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DAY_MS, HabitusError, type Instant } from "@habitus/kernel";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { SYSTEM } from "../access/audit.ts";
import { createHealth } from "../http/health.ts";
import { createHostGuard } from "../http/host-guard.ts";
import { createManagementApp } from "../http/management/app.ts";
import { createClientAddress } from "../http/management/client-address.ts";
import type { ManagementDeps } from "../http/management/deps.ts";
import { createPages } from "../http/pages.ts";
import { createTrackingHandler } from "../http/tracking/tracking-handler.ts";
import { createIngest } from "../ingest/ingest.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { acquireDataLock } from "../platform/data-lock.ts";
import { type Logger, reasonsOf } from "../platform/logger.ts";
import { createMetrics } from "../platform/metrics.ts";
import { createScope, type Scope } from "../platform/scope.ts";
import type { Config } from "./config.ts";
import { ownLiveMetrics } from "./own-live-metrics.ts";
import { ownMemoryMetrics } from "./own-memory-metrics.ts";
import { removeOld } from "./remove-old.ts";
import { createServices, type Services } from "./services.ts";
import { distFile, openStores, type Stores } from "./stores.ts";

export type RunningServer = {
  readonly url: string;
  /** Secrets made at the first start, for their only showing. */
  readonly madeAdminToken: string | null;
  readonly madeWriteKey: string | null;
  readonly jobs: Jobs;
  /** The id of the job that loads the demo, null when it is loaded. */
  startDemo(): Promise<string | null>;
  /** Answers what is under way, flushes the log and lets go of the data folder. */
  stop(): Promise<void>;
};

const VERSION = "0.1.0";
const STOP_ANSWERING_MS = 10_000;
const CLOSE_IDLE_MS = 100;
/** Longer than load balancers and clients keep a connection that nobody uses (60 s mostly): whoever closes first should not be us, in the middle of a request. */
const KEEP_ALIVE_MS = 75_000;
/** The largest file to import takes hours over a slow line; whoever reads a body sees to it that it does not stand still. */
const REQUEST_MS = DAY_MS;

/**
 * Starts everything on the data folder; `clock` is the wall clock, milliseconds. A start that fails stops what it had started.
 * @throws HabitusError `data_in_use`, `data_newer`, `store_start_failed`, and what opening the stores throws.
 */
export async function startServer(
  config: Config,
  logger: Logger,
  clock: () => Instant = Date.now,
): Promise<RunningServer> {
  const scope = createScope((name, error) =>
    logger.error({ part: name, ...reasonsOf(error) }, "a part did not stop cleanly"),
  );
  try {
    return await start(config, logger, scope, clock);
  } catch (error) {
    await scope.stop();
    throw error;
  }
}

async function start(
  config: Config,
  logger: Logger,
  scope: Scope,
  clock: () => Instant,
): Promise<RunningServer> {
  const clientAddress = createClientAddress(config.trustedProxies);
  const lock = await acquireDataLock(config.dataDir);
  scope.own("data lock", lock, () => lock.release());
  const metrics = createMetrics({ ofProcess: true });
  const stores = await openStores(config, logger, scope, metrics, clock);
  let url = "";
  const services = createServices(stores, {
    logger,
    metrics,
    version: VERSION,
    ownUrl: () => url,
    secureCookie: config.secureCookie,
    clientAddress,
    privateWebhooks: config.privateWebhooks,
    uploadsDir: join(config.dataDir, "uploads"),
    importsDir: join(config.dataDir, "imports"),
    thresholdMs: config.thresholdMs,
    reconcile: config.reconcile,
    healthMs: config.healthMs,
    scope,
    now: clock,
  });
  const { access, jobs } = services;
  const madeAdminToken = await access.ensureAdminToken(config.adminToken);
  const madeWriteKey = await access.keys.ensureDefaultSource(config.writeKey);
  const management = createManagementApp(services);
  const http = createHttp(services, stores, management.app, [config.host, ...config.hosts]);
  // While nobody can hand in a file that has no job yet.
  await services.sweepUploads(Number.POSITIVE_INFINITY);
  await services.imports.sweep();
  const port = await listen(http, config);
  scope.own("http", http, closeHttp);
  scope.own("event streams", management, () => management.close());
  url = `http://${urlHost(config.host)}:${port}`;
  scope.own("jobs", jobs, () => jobs.stop());
  await takeUpWork(services, logger);
  watchLive(services, scope);
  ownMemoryMetrics({ metrics, ofPipeline: () => stores.pipeline.memory() });
  removeOld(services, scope, clock);
  logger.info({ url }, "listening");
  return {
    url,
    madeAdminToken,
    madeWriteKey,
    jobs,
    startDemo: () => startDemo(services),
    stop: () => scope.stop(),
  };
}

function watchLive(services: Services, scope: Scope): void {
  const { logger, stages } = services;
  const end = ownLiveMetrics({
    ...services,
    stages: { list: stages },
    onFailure: (error) => logger.error(reasonsOf(error), "transitions are no longer counted"),
  });
  scope.own("live metrics", end, () => end());
}

/** What the last stop cut off goes on, and what goes by a clock begins. */
async function takeUpWork(services: Services, logger: Logger): Promise<void> {
  await services.jobs.recover();
  await giveBuckets(services, logger);
  await services.demo.takeUp(SYSTEM);
  services.startSchedules();
  services.webhooks.start();
}

/** A start does not fail for it: the next one tries again. */
async function giveBuckets(services: Services, logger: Logger): Promise<void> {
  try {
    const ids = await services.giveBuckets();
    if (ids > 0) logger.info({ ids }, "ids from before there were buckets have said theirs");
  } catch (error) {
    logger.error(reasonsOf(error), "ids from before there were buckets could not say theirs");
  }
}

/** Loads the demo unless it was loaded or is being loaded; once removed it comes again when somebody asks for it on a page. */
async function startDemo({ demo }: ManagementDeps): Promise<string | null> {
  if (demo.phase() !== "none" && demo.phase() !== "loading") return null;
  const newest = demo.jobs().load;
  if (newest?.state === "running" || newest?.state === "queued") return newest.id;
  return (await demo.load(SYSTEM)).id;
}

function createHttp(services: Services, stores: Stores, management: Hono, hosts: readonly string[]): Server {
  const { access, metrics, logger } = services;
  const onBug = (error: unknown): void => logger.error(reasonsOf(error), "bug");
  const ingest = createIngest({
    log: stores.log,
    sources: access.keys,
    clock: services.now,
    metrics,
    newId: randomUUID,
    arrivals: services.arrivals,
  });
  const tracking = createTrackingHandler({ ingest, sources: access.keys, onBug });
  const app = new Hono();
  app.route("/", createHealth({ stages: services.stages, metrics: () => metrics.text(), version: VERSION }));
  const guard = createHostGuard(hosts);
  const api = (request: Request, env: object) => guard(request) ?? management.fetch(request, env);
  for (const path of ["/api", "/api/*"]) {
    app.all(path, (context) => api(context.req.raw, context.env as object));
  }
  app.route("/", createPages(distFile("../../web/dist")));
  const [answerPages, answerApi] = [getRequestListener(app.fetch), getRequestListener(api)];
  return createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_MS },
    (request, response) => {
      if (tracking(request, response)) return;
      void (isPlainApi(request.url ?? "") ? answerApi : answerPages)(request, response);
    },
  );
}

/** Whether it is a path of the API as it stands there; where it has to be worked out first, all routes are gone through. */
function isPlainApi(url: string): boolean {
  return url.startsWith("/api/") && !url.includes("/.") && !url.includes("%2") && !url.includes("\\");
}

/** Resolves with the port. */
function listen(server: Server, config: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, config)));
    server.listen(config.port, config.host, () => {
      server.removeAllListeners("error");
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function listenError(error: NodeJS.ErrnoException, { host, port }: Config): Error {
  if (error.code === "EADDRINUSE") {
    return new HabitusError("port_in_use", `Port ${port} on ${host} is in use.`, {
      fix: "Stop what listens there, or choose another: --port N.",
    });
  }
  if (error.code === "EACCES" || error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") {
    return new HabitusError("cannot_listen", `Cannot listen on ${host}, port ${port}: ${error.message}.`, {
      fix: "Choose another with --host and --port.",
    });
  }
  return error;
}

/** Takes no new connections and waits for the answers under way; what takes longer is cut off. */
async function closeHttp(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_MS);
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), STOP_ANSWERING_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(timer);
}

/** The host as a client on this machine writes it: an address that means "all" is reached by the loopback one. */
function urlHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
