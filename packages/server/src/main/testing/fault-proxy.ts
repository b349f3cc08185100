import { once } from "node:events";
import { createServer, type IncomingMessage, request as send, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What happens to one request that carries events. */
export type Fault =
  | { readonly kind: "pass" }
  /** Answered here; the server never sees it. */
  | { readonly kind: "status"; readonly status: number; readonly retryAfterSeconds?: number }
  /** The connection is reset before the server sees the request. */
  | { readonly kind: "reset" }
  /** Silence, then a reset. The server never sees the request. */
  | { readonly kind: "hang"; readonly ms: number }
  /** The server takes the request and answers; the answer is thrown away and the connection reset. */
  | { readonly kind: "answer lost" }
  /** `action` runs while the request is on its way to the server, which may or may not take it; the sender is reset. */
  | { readonly kind: "during"; readonly action: () => Promise<void> };

export type FaultProxy = {
  readonly url: string;
  /** How many requests with events came in, and how often a fault met one. */
  readonly seen: { readonly requests: number; readonly faults: number };
  close(): Promise<void>;
};

const isData = (request: IncomingMessage): boolean =>
  request.method === "POST" && !/^\/(?:flags|decide)\b/.test(request.url ?? "");

/**
 * Stands between an SDK and the server at `target` (host and port, asked again for each request). Each request with
 * events meets the next fault of the plan; after the plan, and for all other requests, everything passes.
 */
export async function startFaultProxy(target: () => URL, plan: readonly Fault[]): Promise<FaultProxy> {
  const seen = { requests: 0, faults: 0 };
  const server = createServer((request, response) => {
    void (async () => {
      const body = await readAll(request);
      let fault: Fault = { kind: "pass" };
      if (isData(request)) {
        fault = plan[seen.requests] ?? fault;
        seen.requests++;
        if (fault.kind !== "pass") seen.faults++;
      }
      await meet(fault, { target: target(), request, response, body });
    })().catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

type Exchange = {
  readonly target: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
};

async function meet(fault: Fault, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  switch (fault.kind) {
    case "pass":
      return relay(exchange);
    case "status":
      if (fault.retryAfterSeconds !== undefined) response.setHeader("retry-after", fault.retryAfterSeconds);
      // A browser may read the answer, as it may read the server's own.
      response.setHeader("access-control-allow-origin", "*");
      response.setHeader("access-control-expose-headers", "Retry-After");
      response.writeHead(fault.status).end();
      return;
    case "reset":
      request.socket.resetAndDestroy();
      return;
    case "hang":
      setTimeout(() => request.socket.resetAndDestroy(), fault.ms);
      return;
    case "answer lost":
      await forward(exchange);
      request.socket.resetAndDestroy();
      return;
    case "during":
      await Promise.allSettled([forward(exchange), fault.action()]);
      request.socket.resetAndDestroy();
      return;
  }
}

async function relay(exchange: Exchange): Promise<void> {
  const answer = await forward(exchange);
  exchange.response.writeHead(answer.status, answer.headers).end(answer.body);
}

type Forwarded = { readonly status: number; readonly headers: string[]; readonly body: Buffer };

/** Hands the request to the server as it came, and waits for the whole answer. */
async function forward({ target, request, body }: Exchange): Promise<Forwarded> {
  const upstream = send({
    host: target.hostname,
    port: target.port,
    method: request.method,
    path: request.url,
    headers: request.rawHeaders,
    agent: false,
  });
  upstream.end(body);
  const [answer] = (await once(upstream, "response")) as [IncomingMessage];
  return { status: answer.statusCode ?? 502, headers: endToEnd(answer), body: await readAll(answer) };
}

/** Headers that speak of this very connection are not passed on. */
function endToEnd(answer: IncomingMessage): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2) {
    const [name = "", value = ""] = answer.rawHeaders.slice(at, at + 2);
    if (!/^(?:connection|keep-alive|transfer-encoding)$/i.test(name)) kept.push(name, value);
  }
  return kept;
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
