import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { decodeEvents, decodeRejected, type RejectedItem, type TrackedEvent } from "@habitus/events";
import { type Arrivals, createIngest, type FactsOf, SAYS_NOTHING } from "../../../ingest/ingest.ts";
import { nothingAdded } from "../../../ingest/testing/nothing-added.ts";
import { openPassage } from "../../../ingest/testing/open-passage.ts";
import { createMemorySources } from "../../../ingest/memory-sources.ts";
import type { Log } from "../../../log/log.ts";
import { createMemoryLog } from "../../../log/memory-log.ts";
import { createMetrics, type Metrics } from "../../../platform/metrics.ts";
import { createTrackingHandler } from "../tracking-handler.ts";
import type { UploadLimits } from "../uploads.ts";

export const WRITE_KEY = "wk_test";
export const DISABLED_KEY = "wk_off";

/** What the server's clock always says. */
const NOW = 1_795_284_556_000;

export type TrackingServer = {
  readonly url: string;
  readonly port: number;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly bugs: readonly unknown[];
  post(path: string, body: string | Buffer, headers?: Readonly<Record<string, string>>): Promise<Response>;
  events(): readonly TrackedEvent[];
  rejected(): readonly RejectedItem[];
  connect(): Promise<Socket>;
  close(): Promise<void>;
};

export type TrackingServerOptions = {
  readonly limits?: UploadLimits;
  readonly log?: Log;
  readonly factsOf?: FactsOf;
};

/** The tracking API on a real socket, in front of a log in memory. Paths of others are answered 418. */
export async function startTrackingServer(options: TrackingServerOptions = {}): Promise<TrackingServer> {
  const log = options.log ?? createMemoryLog({ clock: () => NOW });
  const metrics = createMetrics();
  const sources = createMemorySources({
    [WRITE_KEY]: { id: "k1", enabled: true },
    [DISABLED_KEY]: { id: "k2", enabled: false },
  });
  let made = 0;
  const newId = (): string => `made-${made++}`;
  const factsOf = options.factsOf ?? (() => SAYS_NOTHING);
  const arrivals: Arrivals = {
    takeAlong: nothingAdded,
    factsOf,
    passage: openPassage,
  };
  const ingest = createIngest({ log, sources, clock: () => NOW, metrics, newId, arrivals });
  const bugs: unknown[] = [];
  const limits = options.limits === undefined ? {} : { limits: options.limits };
  const handle = createTrackingHandler({ ingest, sources, onBug: (error) => bugs.push(error), ...limits });
  const server = createServer((request, response) => {
    if (!handle(request, response)) response.writeHead(418).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const records = () => log.read(log.first(), { records: 1_000_000, bytes: 1e9 });
  return {
    url,
    port,
    log,
    metrics,
    bugs,
    post: (path, body, headers = {}) =>
      fetch(url + path, {
        method: "POST",
        body: typeof body === "string" ? body : new Uint8Array(body),
        headers: { authorization: basic(WRITE_KEY), ...headers },
        redirect: "error",
      }),
    events: () =>
      records().flatMap((record) =>
        record.kind === "events" || record.kind === "imports" ? decodeEvents(record.payload).events : [],
      ),
    rejected: () =>
      records().flatMap((record) => (record.kind === "rejected" ? decodeRejected(record.payload).items : [])),
    async connect() {
      const socket = connect(port, "127.0.0.1");
      await once(socket, "connect");
      return socket;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      await log.close();
    },
  };
}

export function basic(writeKey: string): string {
  return `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`;
}

/** What a socket receives until it has matched. */
export async function receivedUntil(socket: Socket, pattern: RegExp): Promise<string> {
  let text = "";
  while (!pattern.test(text)) {
    const [chunk] = (await once(socket, "data")) as [Buffer];
    text += chunk.toString("latin1");
  }
  return text;
}

/** Everything a socket receives until it ends. */
export async function receivedUntilEnd(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
  });
  socket.on("error", () => undefined);
  if (!socket.closed) await once(socket, "close");
  return text;
}
