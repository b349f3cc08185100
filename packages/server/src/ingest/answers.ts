import type { Dialect } from "@habitus/events";

/** What the sender is told. */
export type Answer = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly retryAfterSeconds: number | null;
};

/** Why a request was not taken. The codes are stable: they are counted and sent in the answer. */
export type Refusal =
  | "too_large"
  | "bad_encoding"
  | "invalid_json"
  | "not_an_object"
  | "no_batch"
  | "bad_batch_context"
  | "batch_context_too_large"
  | "no_write_key"
  | "unknown_write_key"
  | "source_disabled"
  | "upload_timeout"
  | "busy"
  | "storage_full"
  | "storage_failed"
  | "closing"
  | "internal";

type Told = {
  readonly status: number;
  readonly message: string;
  /** The sender keeps the events and tries again after this many seconds. */
  readonly retryAfterSeconds?: number;
  /** RudderStack's own sentence and status where they differ. */
  readonly rudder?: string;
  readonly rudderStatus?: number;
  readonly posthogStatus?: number;
};

/**
 * Status codes: Segment answers an oversize call with 400, the others with 413. Segment's API says nothing of an unknown
 * write key; 401 makes the mistake visible where 200 would hide it. Whatever is not the sender's fault is 5xx with
 * Retry-After, since every SDK keeps its events on 5xx, while some drop them on 408, 413 or 429.
 */
const TOLD: Readonly<Record<Refusal, Told>> = {
  too_large: {
    status: 400,
    message: "The call or batch is over its size limit.",
    rudder: "request size exceeds max limit",
    rudderStatus: 413,
    posthogStatus: 413,
  },
  bad_encoding: {
    status: 400,
    message: "The body is not UTF-8 text, or not the gzip stream it begins as.",
    rudder: "invalid json",
  },
  invalid_json: { status: 400, message: "The body is not valid JSON.", rudder: "invalid json" },
  not_an_object: { status: 400, message: "The body must be a JSON object.", rudder: "invalid json" },
  no_batch: {
    status: 400,
    message: `The body must hold a list under "batch".`,
    rudder: "empty batch payload",
  },
  bad_batch_context: { status: 400, message: `The batch's "context" must be an object.` },
  batch_context_too_large: { status: 400, message: `The batch's "context" is over its size limit.` },
  no_write_key: {
    status: 401,
    message: "The request names no write key.",
    rudder: "failed to read writekey from header",
  },
  unknown_write_key: {
    status: 401,
    message: "No source has this write key.",
    rudder: "invalid write key",
  },
  source_disabled: {
    status: 401,
    message: "The source with this write key is disabled.",
    rudder: "source is disabled",
    rudderStatus: 404,
  },
  upload_timeout: { status: 503, message: "The body took too long to arrive.", retryAfterSeconds: 1 },
  busy: {
    status: 503,
    message: "More events are waiting for the disk than may; try again.",
    retryAfterSeconds: 1,
    rudder: "service unavailable",
  },
  storage_full: { status: 507, message: "The disk is full; nothing was kept.", retryAfterSeconds: 10 },
  storage_failed: {
    status: 503,
    message: "Our disk failed; send it again.",
    retryAfterSeconds: 10,
    rudder: "service unavailable",
  },
  closing: {
    status: 503,
    message: "The server is stopping; try again.",
    retryAfterSeconds: 2,
    rudder: "service unavailable",
  },
  internal: { status: 500, message: "A bug on our side; nothing was kept." },
};

const JSON_TYPE = "application/json; charset=utf-8";
const TEXT_TYPE = "text/plain; charset=utf-8";

export const ACCEPTED: Readonly<Record<Dialect, Answer>> = {
  segment: { status: 200, contentType: JSON_TYPE, body: `{"success":true}`, retryAfterSeconds: null },
  rudder: { status: 200, contentType: TEXT_TYPE, body: "OK", retryAfterSeconds: null },
  posthog: { status: 200, contentType: JSON_TYPE, body: `{"status":1}`, retryAfterSeconds: null },
};

export function refused(dialect: Dialect, refusal: Refusal): Answer {
  const told = TOLD[refusal];
  const retryAfterSeconds = told.retryAfterSeconds ?? null;
  if (dialect === "rudder") {
    const status = told.rudderStatus ?? told.status;
    return { status, contentType: TEXT_TYPE, body: told.rudder ?? told.message, retryAfterSeconds };
  }
  const status = dialect === "posthog" ? (told.posthogStatus ?? told.status) : told.status;
  const body =
    dialect === "posthog"
      ? { type: "validation_error", code: refusal, detail: told.message }
      : { success: false, code: refusal, message: told.message };
  return { status, contentType: JSON_TYPE, body: JSON.stringify(body), retryAfterSeconds };
}
