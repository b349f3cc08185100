import type { OperationId, ParsedInput, ResultOf, Routes } from "@habitus/contract";
import type { Caller } from "../../access/access.ts";
import type { StreamSource } from "./event-stream.ts";

/** What a handler knows of its request besides its input. */
export type RequestContext<Who> = {
  readonly caller: Who;
  /** The client's address, for limits. Worked out when it is asked for. */
  readonly address: string;
  /** The id of the last server-sent event that a reader which was cut off has seen. */
  readonly lastEventId: string | null;
  /** Fires when the client has gone. Made when it is first asked for. */
  readonly signal: AbortSignal;
  /** Sets or ends the session cookie with the answer. */
  readonly setCookie: (cookie: string) => void;
};

type DeepReadonly<T> = T extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** A file that is made while it is sent; what fails in the middle cuts the connection. */
export type FileAnswer = { readonly name: string; readonly open: () => ReadableStream<Uint8Array> };

type Success<Id extends OperationId> = Routes[Id]["success"]["kind"];

/** The data of the answer; how it is sent is decided by the table. */
export type HandlerAnswer<Id extends OperationId> =
  Success<Id> extends "sse"
    ? StreamSource
    : Success<Id> extends "file"
      ? FileAnswer
      : DeepReadonly<ResultOf<Id>>;

/** Public routes are open to callers that nobody knows; all others have passed authorisation before their handler runs. */
type Who<Id extends OperationId> = Routes[Id]["access"]["role"] extends "public" ? Caller | null : Caller;

export type Handler<Id extends OperationId> = (
  input: ParsedInput<Id>,
  context: RequestContext<Who<Id>>,
) => HandlerAnswer<Id> | Promise<HandlerAnswer<Id>>;

/** One handler per operation of the table. */
export type Handlers = { readonly [Id in OperationId]: Handler<Id> };

export type HandlersFor<Id extends OperationId> = { readonly [I in Id]: Handler<I> };
