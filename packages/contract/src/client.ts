import { HabitusError, jsonText } from "@habitus/kernel";
import type { z } from "zod";
import {
  byteUploads,
  endpoints,
  fileOperations,
  type OperationId,
  splitEndpoint,
  streamOperations,
} from "./endpoints.ts";
import type { ErrorBody } from "./errors.ts";
import type { Upload } from "./route.ts";
import type { Routes } from "./routes.ts";
import { type ByteStream, readEvents } from "./sse.ts";

declare global {
  /** Every host has it; this package is compiled without one, so the one member it reads is declared here. */
  interface AbortSignal {
    readonly aborted: boolean;
  }
  /** Of browsers and of Node alike; only handed on. */
  interface Blob {
    readonly size: number;
  }
}

export type FetchInit = {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly credentials: "same-origin";
  readonly body?: string | Blob;
  readonly signal?: AbortSignal;
};

export type FetchResponse = {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: ByteStream | null;
  text(): Promise<string>;
};

/** The part of the host's `fetch` that the client uses; the one of browsers and of Node fits. */
export type FetchLike = (url: string, init: FetchInit) => Promise<FetchResponse>;

export type ClientOptions = {
  /** Such as `https://habitus.example.com`; empty for the page's own origin. */
  readonly baseUrl: string;
  readonly fetch: FetchLike;
  /** API key or admin token; without it the session cookie speaks. */
  readonly token?: string;
  /** Reads the text of a JSON answer; without it `JSON.parse`, which rounds numbers that a double cannot hold. */
  readonly parse?: (text: string) => unknown;
};

export type CallOptions = { readonly signal?: AbortSignal };

/** Codes made by the client itself, when no answer of the API came through. */
export type ClientErrorCode = "unreachable" | "unreadable_answer";

/** The API refused or failed; `code` is an `ErrorCode`, or a `ClientErrorCode` when there was no answer of the API. */
export class ApiError extends HabitusError {
  override readonly name = "ApiError";
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly requestId: string | null;
  /** What the server asks to wait before the next try. */
  readonly retryAfterSeconds: number | null;

  constructor(
    error: Omit<ErrorBody["error"], "code" | "requestId"> & {
      readonly code: string;
      readonly requestId?: string;
    },
    answer: { readonly status: number; readonly retryAfter: string | null },
  ) {
    super(error.code, error.message, {
      ...(error.fix === undefined ? {} : { fix: error.fix }),
      ...(error.details === undefined ? {} : { details: error.details }),
    });
    this.status = answer.status;
    this.requestId = error.requestId ?? null;
    const seconds = Number(answer.retryAfter ?? "");
    this.retryAfterSeconds = answer.retryAfter !== null && Number.isFinite(seconds) ? seconds : null;
  }
}

type Flatten<T> = { readonly [K in keyof T]: T[K] };

type ParamsOf<R> = R extends { readonly params: infer S extends z.ZodType }
  ? { readonly params: z.output<S> }
  : unknown;
type QueryOf<R> = R extends { readonly query: infer S extends z.ZodType }
  ? { readonly query?: z.output<S> }
  : unknown;
type BodyOf<R> = R extends { readonly body: infer S extends z.ZodType }
  ? undefined extends z.input<S>
    ? { readonly body?: z.input<S> }
    : { readonly body: z.input<S> }
  : R extends { readonly upload: Upload }
    ? { readonly file: string | Blob }
    : unknown;

/** What a call of this operation takes: `params`, `query`, `body` and `file`, as far as the route has them. */
export type InputOf<Id extends OperationId> = Flatten<
  ParamsOf<Routes[Id]> & QueryOf<Routes[Id]> & BodyOf<Routes[Id]>
>;

type EventsOf<E> = {
  [Name in keyof E]: E[Name] extends z.ZodType
    ? { readonly event: Name; readonly data: z.output<E[Name]> }
    : never;
}[keyof E];

/** What a call of this operation gives. */
export type ResultOf<Id extends OperationId> = Routes[Id]["success"] extends {
  readonly kind: "json";
  readonly schema: infer S extends z.ZodType;
}
  ? z.output<S>
  : Routes[Id]["success"] extends { readonly kind: "sse"; readonly events: infer E }
    ? EventsOf<E>
    : Routes[Id]["success"] extends { readonly kind: "empty" }
      ? undefined
      : Routes[Id]["success"] extends { readonly kind: "file" }
        ? ByteStream
        : string;

type ReturnOf<Id extends OperationId> = Routes[Id]["success"] extends { readonly kind: "sse" }
  ? AsyncGenerator<ResultOf<Id>, void, undefined>
  : Promise<ResultOf<Id>>;

export type Call<Id extends OperationId> =
  Record<never, never> extends InputOf<Id>
    ? (input?: InputOf<Id>, options?: CallOptions) => ReturnOf<Id>
    : (input: InputOf<Id>, options?: CallOptions) => ReturnOf<Id>;

/** One function per operation of the table, all typed by it. */
export type Client = { readonly [Id in OperationId]: Call<Id> };

type AnyInput = {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  /** A file or its text, for routes that take one. */
  readonly file?: string | Blob;
};

/**
 * The client of the management API. Every function rejects with `ApiError`; an aborted call rejects with what the host's
 * `fetch` throws. Streams end when the server ends them; a caller that wants more calls again.
 */
export function createClient(options: ClientOptions): Client {
  const calls = Object.keys(endpoints).map((key) => {
    const id = key as OperationId;
    const isStream = (streamOperations as readonly OperationId[]).includes(id);
    const isFile = (fileOperations as readonly OperationId[]).includes(id);
    const answer = isFile ? download : send;
    const call = (input: AnyInput = {}, callOptions: CallOptions = {}) =>
      isStream ? stream(options, id, input, callOptions) : answer(options, id, input, callOptions);
    return [id, call] as const;
  });
  return Object.fromEntries(calls) as unknown as Client;
}

async function send(
  options: ClientOptions,
  id: OperationId,
  input: AnyInput,
  callOptions: CallOptions,
): Promise<unknown> {
  const response = await request(options, id, input, callOptions, "application/json");
  const text = await reach(callOptions, () => response.text());
  if (response.status === 204) return undefined;
  const isJson = (response.headers.get("content-type") ?? "").startsWith("application/json");
  return isJson ? readJson(options, text, response) : text;
}

async function download(
  options: ClientOptions,
  id: OperationId,
  input: AnyInput,
  callOptions: CallOptions,
): Promise<ByteStream> {
  const response = await request(options, id, input, callOptions, "*/*");
  if (response.body === null) throw unreadable(response);
  return response.body;
}

async function* stream(
  options: ClientOptions,
  id: OperationId,
  input: AnyInput,
  callOptions: CallOptions,
): AsyncGenerator<unknown, void, undefined> {
  const response = await request(options, id, input, callOptions, "text/event-stream");
  if (response.body === null) return;
  for await (const sent of readEvents(response.body)) {
    yield { event: sent.event, data: readJson(options, sent.data, response) };
  }
}

async function request(
  options: ClientOptions,
  id: OperationId,
  input: AnyInput,
  callOptions: CallOptions,
  accept: string,
): Promise<FetchResponse> {
  const { method, path } = splitEndpoint(endpoints[id]);
  const url =
    options.baseUrl.replace(/\/$/, "") + fillPath(path, input.params ?? {}) + queryText(input.query);
  const headers: Record<string, string> = { accept };
  if (options.token !== undefined) headers["authorization"] = `Bearer ${options.token}`;
  const { body, file } = input;
  if (body !== undefined) headers["content-type"] = "application/json";
  if (file !== undefined) headers["content-type"] = uploadType(id);
  const sent = body === undefined ? file : jsonText(body);
  const response = await reach(callOptions, () =>
    options.fetch(url, {
      method,
      headers,
      credentials: "same-origin",
      ...(sent === undefined ? {} : { body: sent }),
      ...(callOptions.signal === undefined ? {} : { signal: callOptions.signal }),
    }),
  );
  if (!response.ok) throw toApiError(await reach(callOptions, () => response.text()), response);
  return response;
}

function uploadType(id: OperationId): Upload["type"] {
  return (byteUploads as readonly OperationId[]).includes(id) ? "application/octet-stream" : "text/csv";
}

/** A connection may be cut before an answer begins and in the middle of it. */
async function reach<Got>(callOptions: CallOptions, get: () => Promise<Got>): Promise<Got> {
  try {
    return await get();
  } catch (cause) {
    if (callOptions.signal?.aborted === true) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ApiError(
      { code: "unreachable" satisfies ClientErrorCode, message: `The server cannot be reached: ${reason}` },
      { status: 0, retryAfter: null },
    );
  }
}

function fillPath(path: string, params: Readonly<Record<string, unknown>>): string {
  return path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
}

function queryText(query: Readonly<Record<string, unknown>> | undefined): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  if (given.length === 0) return "";
  return `?${given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join("&")}`;
}

function readJson({ parse = JSON.parse }: Parsing, text: string, response: FetchResponse): unknown {
  try {
    return parse(text) as unknown;
  } catch {
    throw unreadable(response);
  }
}

type Parsing = Pick<ClientOptions, "parse">;

function toApiError(text: string, response: FetchResponse): ApiError {
  const body = readJson({}, text, response) as Partial<ErrorBody> | null;
  const error = body?.error;
  if (typeof error?.code !== "string" || typeof error.message !== "string") return unreadable(response);
  return new ApiError(error, { status: response.status, retryAfter: response.headers.get("retry-after") });
}

function unreadable(response: FetchResponse): ApiError {
  return new ApiError(
    {
      code: "unreadable_answer" satisfies ClientErrorCode,
      message: `The answer (status ${response.status}) is not one of this API; a proxy may have sent it.`,
    },
    { status: response.status, retryAfter: response.headers.get("retry-after") },
  );
}
