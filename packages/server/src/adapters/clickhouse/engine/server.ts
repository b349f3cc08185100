import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { readBody, readForm } from "./body.ts";
import { LANE_HEADER } from "./config.ts";
import type { Answer, Executor } from "./executor.ts";
import { failureOf } from "./failures.ts";
import { type Operation, readOperation } from "./operation.ts";

/** Longest address line and headers, in bytes; ClickHouse's own limit for an address is the same. */
const MAX_HEADER_BYTES = 1_048_576;
const gzipped = promisify(gzip);

/** Serves the part of ClickHouse's HTTP interface that its clients use: `/ping`, queries, inserts, parameters, settings. */
export function createEngineServer(executor: Executor, limits: { readonly maxBodyBytes: number }): Server {
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: 60_000 },
    (request, response) => {
      void serve(executor, limits.maxBodyBytes, request, response);
    },
  );
  // The parent, our only client, has timeouts of its own; and an idle connection that we closed just when it sends
  // something would look like a failed engine.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.timeout = 0;
  return server;
}

async function serve(
  executor: Executor,
  maxBodyBytes: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  const began = process.hrtime.bigint();
  try {
    const url = new URL(request.url ?? "/", "http://engine");
    if (url.pathname === "/ping") return void response.end("Ok.\n");
    if (url.pathname === "/load") return void response.end(JSON.stringify(executor.load()));
    const operation = await receive(url, request, maxBodyBytes);
    response.setHeader("X-ClickHouse-Query-Id", operation.queryId);
    response.setHeader("X-ClickHouse-Timezone", "UTC");
    const answer = await executor.run(operation, gone.signal);
    response.setHeader("X-ClickHouse-Summary", summary(answer, began));
    await send(url, request, response, answer.bytes);
  } catch (error) {
    if (gone.signal.aborted) return;
    const failure = failureOf(error);
    // What is left of a body that was refused in the middle is not read.
    if (!request.complete) response.setHeader("Connection", "close");
    response.writeHead(failure.status, {
      "Content-Type": "text/plain; charset=UTF-8",
      "X-ClickHouse-Exception-Code": String(failure.code),
    });
    response.end(failure.text);
  }
}

async function receive(url: URL, request: IncomingMessage, maxBodyBytes: number): Promise<Operation> {
  const body = await readBody(request, maxBodyBytes);
  const contentType = request.headers["content-type"] ?? "";
  const isForm = contentType.startsWith("multipart/form-data");
  const lane = request.headers[LANE_HEADER];
  return readOperation({
    fields: [...url.searchParams, ...(isForm ? await readForm(body, contentType) : [])],
    body: isForm ? Buffer.alloc(0) : body,
    lane: Array.isArray(lane) ? lane[0] : lane,
    fallbackQueryId: randomUUID(),
  });
}

async function send(
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer,
): Promise<void> {
  const wants =
    url.searchParams.get("enable_http_compression") === "1" &&
    /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  if (wants) response.setHeader("Content-Encoding", "gzip");
  response.end(wants ? await gzipped(bytes) : bytes);
}

function summary(answer: Answer, began: bigint): string {
  return JSON.stringify({
    read_rows: String(answer.readRows),
    read_bytes: String(answer.readBytes),
    written_rows: String(answer.writtenRows),
    written_bytes: String(answer.writtenBytes),
    result_bytes: String(answer.bytes.length),
    elapsed_ns: String(process.hrtime.bigint() - began),
  });
}
