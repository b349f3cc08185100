import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { randomUUID } from "node:crypto";
import { decodeEvents, type TrackedEvent } from "@habitus/events";
import { openLmdbLog } from "../../adapters/lmdb/lmdb-log.ts";
import { createTrackingHandler } from "../../http/tracking/tracking-handler.ts";
import { createIngest } from "../../ingest/ingest.ts";
import { createMemorySources } from "../../ingest/memory-sources.ts";
import type { Log } from "../../log/log.ts";
import { createMetrics } from "../../platform/metrics.ts";

export const SDK_WRITE_KEY = "wk_sdk_test";

/** The tracking API over its log on disk, which can be stopped and started on the same data. */
export type SdkServer = {
  url(): URL;
  restart(): Promise<void>;
  /** Every event on disk, repetitions included. */
  events(): readonly TrackedEvent[];
  close(): Promise<void>;
};

export async function startSdkServer(dir: string): Promise<SdkServer> {
  let running = await open(dir, 0);
  return {
    url: () => new URL(`http://127.0.0.1:${running.port}`),
    async restart() {
      await running.stop();
      running = await open(dir, running.port);
    },
    events() {
      const { log } = running;
      return log
        .read(log.first(), { records: 1_000_000, bytes: 1e9 })
        .flatMap((record) => (record.kind === "events" ? decodeEvents(record.payload).events : []));
    },
    close: () => running.stop(),
  };
}

type Running = { readonly port: number; readonly log: Log; readonly stop: () => Promise<void> };

async function open(dir: string, port: number): Promise<Running> {
  const log = openLmdbLog({ dir, clock: Date.now, onClockStep: () => undefined });
  const sources = createMemorySources({ [SDK_WRITE_KEY]: { id: "k1", enabled: true } });
  const ingest = createIngest({
    log,
    sources,
    clock: Date.now,
    metrics: createMetrics(),
    newId: randomUUID,
  });
  const bugs: unknown[] = [];
  const handle = createTrackingHandler({ ingest, sources, onBug: (error) => bugs.push(error) });
  const server: Server = createServer((request, response) => {
    if (!handle(request, response)) response.writeHead(404).end();
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    log,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      await log.close();
      if (bugs.length > 0) throw new AggregateError(bugs, "the tracking handler met bugs");
    },
  };
}
