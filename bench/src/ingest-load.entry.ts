import { connect, type Socket } from "node:net";
import { loadBody, NO_ID, NO_USER } from "./ingest-body.ts";
import type { LoadOrder, LoadResult } from "./ingest-load.ts";

// The sender of the ingest benchmark, in a process of its own: keep-alive connections, one request at a time on each.
const order = JSON.parse(process.argv[2] ?? "") as LoadOrder;

type Request = {
  readonly bytes: Buffer;
  readonly idsAt: readonly number[];
  readonly usersAt: readonly number[];
};

/** A request whose ids are written anew, in place, each time it is sent. */
function buildRequest(): Request {
  const body = loadBody(order.batch, order.run);
  const head = [
    `POST ${order.batch === 1 ? "/v1/track" : "/v1/batch"} HTTP/1.1`,
    `Host: ${order.host}:${order.port}`,
    `Authorization: Basic ${Buffer.from(`${order.writeKey}:`).toString("base64")}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  const text = `${head.join("\r\n")}\r\n\r\n${body}`;
  const places = (pattern: RegExp): number[] => [...text.matchAll(pattern)].map((match) => match.index);
  return {
    bytes: Buffer.from(text, "latin1"),
    idsAt: places(new RegExp(`(?<=${order.run}-)${NO_ID}`, "g")),
    usersAt: places(new RegExp(`(?<=user-)${NO_USER}`, "g")),
  };
}

let made = 0;
function freshIds(request: Request): void {
  for (const at of request.idsAt)
    request.bytes.write(String(made++).padStart(NO_ID.length, "0"), at, "latin1");
  for (const at of request.usersAt) {
    const user = Math.floor(Math.random() * order.users);
    request.bytes.write(String(user).padStart(NO_USER.length, "0"), at, "latin1");
  }
}

const result = { requests: 0, events: 0, others: {} as Record<number, number> };
const latencies: number[] = [];
const begun = performance.now();
const warmUntil = begun + order.warmUpSeconds * 1_000;
const endsAt = warmUntil + order.seconds * 1_000;

function run(socket: Socket): Promise<void> {
  const request = buildRequest();
  let sentAt = 0;
  const next = (): void => {
    freshIds(request);
    sentAt = performance.now();
    // The next write waits for this one's answer, so the bytes are not changed under way.
    socket.write(request.bytes);
  };
  return new Promise((resolve, reject) => {
    let received = "";
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
      const status = completeStatus(received);
      if (status === null) return;
      received = "";
      count(status, sentAt);
      if (performance.now() >= endsAt) {
        socket.end();
        resolve();
      } else next();
    });
    socket.on("error", reject);
    next();
  });
}

/** The status once the whole answer is there. */
function completeStatus(received: string): number | null {
  const headEnd = received.indexOf("\r\n\r\n");
  if (headEnd < 0) return null;
  const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
  return received.length >= headEnd + 4 + length ? Number(received.slice(9, 12)) : null;
}

function count(status: number, sentAt: number): void {
  const now = performance.now();
  if (now < warmUntil || now > endsAt) return;
  if (status !== 200) {
    result.others[status] = (result.others[status] ?? 0) + 1;
    return;
  }
  result.requests++;
  result.events += order.batch;
  latencies.push(now - sentAt);
}

await Promise.all(
  Array.from({ length: order.connections }, () => {
    const socket = connect(order.port, order.host);
    socket.setNoDelay(true);
    return new Promise<Socket>((resolve, reject) => {
      socket.once("connect", () => resolve(socket)).once("error", reject);
    }).then(run);
  }),
);
latencies.sort((a, b) => a - b);
const at = (share: number): number =>
  latencies[Math.max(0, Math.ceil(share * latencies.length) - 1)] ?? Number.NaN;
const told: LoadResult = { ...result, sent: made, seconds: order.seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
process.send?.(told, () => process.disconnect());
