import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Answer } from "../../ingest/answers.ts";
import { bodyLimit, type Ingest, type PrivacySignal, type TrackingCall } from "../../ingest/ingest.ts";
import type { Sources } from "../../ingest/sources.ts";
import { createBootstrap } from "./bootstrap.ts";
import { type Address, readAddress, SINKS, TRACKING_ROUTES } from "./routes.ts";
import { createUploads, type Upload, UPLOAD_LIMITS, type UploadLimits } from "./uploads.ts";

export type TrackingHandlerDeps = {
  readonly ingest: Ingest;
  readonly sources: Sources;
  readonly limits?: UploadLimits;
  /** Told of a bug; the sender has been answered 500. */
  readonly onBug: (error: unknown) => void;
};

/** Answers the request and returns true when its path belongs to the tracking API, else leaves it alone. */
export type TrackingHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

/** What an SDK reads off a body that carries no event: it is small. */
const SMALL_BODY_BYTES = 1024 * 1024;

const SINK_ANSWER: Answer = {
  status: 200,
  contentType: "application/json; charset=utf-8",
  body: `{"success":true}`,
  retryAfterSeconds: null,
};

/** The tracking API over plain node:http, the hot path of the server. It never redirects: SDKs take a redirect for success. */
export function createTrackingHandler(deps: TrackingHandlerDeps): TrackingHandler {
  const { ingest, onBug } = deps;
  const uploads = createUploads(deps.limits ?? UPLOAD_LIMITS);
  const bootstrap = createBootstrap(deps.sources);

  const guarded = (response: ServerResponse, work: Promise<void>): true => {
    work.catch((error: unknown) => {
      onBug(error);
      if (response.headersSent) response.destroy();
      else send(response, ingest.refuse(ANY_CALL, "internal"));
    });
    return true;
  };

  const takeEvents = async (
    request: IncomingMessage,
    response: ServerResponse,
    call: TrackingCall,
    query: URLSearchParams | null,
  ): Promise<void> => {
    const upload = await uploads.read(request, bodyLimit(call));
    try {
      if (upload.kind !== "body") return refuseUpload(request, response, ingest, call, upload);
      const header = request.headers["x-write-key"];
      const keys = {
        authorization: request.headers.authorization,
        query: query?.get("writeKey") ?? null,
        header: typeof header === "string" ? header : undefined,
      };
      send(response, await ingest.accept({ call, keys, signal: signalOf(request), body: upload.body }));
    } finally {
      uploads.release(upload);
    }
  };

  /** Reads a body that is not needed, then answers. */
  const passOver = async (
    request: IncomingMessage,
    response: ServerResponse,
    answer: Answer,
  ): Promise<void> => {
    const upload = await uploads.read(request, SMALL_BODY_BYTES);
    uploads.release(upload);
    if (upload.kind === "body") send(response, answer);
    else refuseUpload(request, response, ingest, ANY_CALL, upload);
  };

  return (request, response) => {
    const address = readAddress(request.url ?? "/");
    const call = TRACKING_ROUTES.get(address.path);
    switch (request.method ?? "") {
      case "POST": {
        if (call !== undefined) return guarded(response, takeEvents(request, response, call, address.query));
        const answer = SINKS.has(address.path) ? SINK_ANSWER : bootstrap.post(address);
        return answer !== null && guarded(response, passOver(request, response, answer));
      }
      case "OPTIONS":
        return isTracking(request, address, call, bootstrap) && sendPreflight(request, response);
      case "GET":
      case "HEAD": {
        const answer = bootstrap.get(request, address);
        return answer === null ? refuseMethod(address, call, response) : send(response, answer);
      }
      default:
        return refuseMethod(address, call, response);
    }
  };
}

/** Global Privacy Control goes before the older wish. */
function signalOf({ headers }: IncomingMessage): PrivacySignal | null {
  if (headers["sec-gpc"] === "1") return "Sec-GPC";
  return headers["dnt"] === "1" ? "DNT" : null;
}

const ANY_CALL: TrackingCall = { dialect: "segment", shape: "event" };

function isTracking(
  request: IncomingMessage,
  address: Address,
  call: TrackingCall | undefined,
  bootstrap: ReturnType<typeof createBootstrap>,
): boolean {
  if (call !== undefined || SINKS.has(address.path)) return true;
  return bootstrap.get(request, address) !== null || bootstrap.post(address) !== null;
}

/** Short paths such as `/e` or `/page` are somebody else's when they are not posted to. */
function refuseMethod(address: Address, call: TrackingCall | undefined, response: ServerResponse): boolean {
  if (call === undefined || !address.path.startsWith("/v1/")) return false;
  const body = `{"success":false,"code":"method_not_allowed","message":"Events are sent with POST."}`;
  response.setHeader("allow", "POST, OPTIONS");
  return send(response, { ...SINK_ANSWER, status: 405, body });
}

function refuseUpload(
  request: IncomingMessage,
  response: ServerResponse,
  ingest: Ingest,
  call: TrackingCall,
  upload: Exclude<Upload, { kind: "body" }>,
): void {
  switch (upload.kind) {
    case "aborted":
      response.destroy();
      return;
    case "refused":
      if (upload.drained) send(response, ingest.refuse(call, upload.refusal));
      else sendAndClose(request, response, ingest.refuse(call, upload.refusal));
      return;
    case "timeout":
      sendAndClose(request, response, ingest.refuse(call, "upload_timeout"));
      return;
  }
}

/** How long a refused sender may go on sending before its connection is cut. */
const LINGER_MS = 1_000;

/**
 * Ends a connection on which unread bytes are left. Closing at once would make the sender lose the answer (its system
 * drops what was received when it is reset while sending), so the rest is read and thrown away for a moment.
 */
function sendAndClose(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  response.setHeader("connection", "close");
  response.writeHead(answer.status, headersOf(answer)).write(answer.body);
  request.once("end", end).once("close", end).resume();
}

function send(response: ServerResponse, answer: Answer): true {
  response.writeHead(answer.status, headersOf(answer)).end(answer.body);
  return true;
}

function headersOf(answer: Answer): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {
    "content-type": answer.contentType,
    "content-length": Buffer.byteLength(answer.body),
    "access-control-allow-origin": "*",
    // Without this analytics-next cannot see when it may try again.
    "access-control-expose-headers": "Retry-After",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  };
  if (answer.retryAfterSeconds !== null) headers["retry-after"] = String(answer.retryAfterSeconds);
  return headers;
}

/** Allows what the browser asks for: the tracking API uses no cookies, so any page may call it. */
function sendPreflight(request: IncomingMessage, response: ServerResponse): true {
  const asked = request.headers["access-control-request-headers"];
  response
    .writeHead(204, {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, POST, OPTIONS",
      ...(asked === undefined ? {} : { "access-control-allow-headers": asked }),
      "access-control-max-age": "7200",
      "access-control-expose-headers": "Retry-After",
      vary: "Access-Control-Request-Headers",
    })
    .end();
  return true;
}
