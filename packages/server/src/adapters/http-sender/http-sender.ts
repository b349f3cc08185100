import { type LookupAddress, lookup } from "node:dns";
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { SECOND_MS } from "@habitus/kernel";
import type { Sender, SendResult } from "../../delivery/sender.ts";
import { isPrivateAddress } from "./private-addresses.ts";

export type HttpSenderOptions = {
  /** Also this machine and private networks, and http without encryption. */
  readonly allowPrivate: boolean;
  readonly timeoutMs: number;
};

export type HttpSender = {
  readonly send: Sender;
  /** Null when the address may be called as far as its text tells, else the sentence why not. */
  objectionTo(url: string): string | null;
  close(): void;
};

/** Of an answer no more is read; nothing in it is used. */
const ANSWER_BYTES = 64 * 1024;
const OPEN_PER_HOST = 16;

/**
 * Calls addresses that somebody typed in. The name is looked up once and the connection goes to the very addresses that were checked, so a name
 * that answers differently the second time gains nothing. Redirects are answers like others.
 */
export function createHttpSender({ allowPrivate, timeoutMs }: HttpSenderOptions): HttpSender {
  const agents = {
    "http:": new HttpAgent({ keepAlive: true, maxSockets: OPEN_PER_HOST }),
    "https:": new HttpsAgent({ keepAlive: true, maxSockets: OPEN_PER_HOST }),
  };

  const objectionTo = (text: string): string | null => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
      return "A webhook's address begins with https://.";
    }
    if (url.username !== "" || url.password !== "") return "A webhook's address holds no user and password.";
    if (allowPrivate) return null;
    if (url.protocol === "http:")
      return "A webhook's address begins with https://, for it carries data of people.";
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const isLocalName = host === "localhost" || host.endsWith(".localhost");
    return isLocalName || (isIP(host) !== 0 && isPrivateAddress(host)) ? PRIVATE : null;
  };

  const send: Sender = (text, headers, body, signal) => {
    const objection = objectionTo(text);
    if (objection !== null) return Promise.resolve({ kind: "failed", reason: objection });
    const url = new URL(text);
    const isPlain = url.protocol === "http:";
    return new Promise<SendResult>((resolve) => {
      const fail = (error: Error): void => resolve({ kind: "failed", reason: reasonOf(error, timeoutMs) });
      const request = (isPlain ? requestHttp : requestHttps)(
        url,
        {
          method: "POST",
          headers: { ...headers, "content-length": String(Buffer.byteLength(body)), "user-agent": "Habitus" },
          agent: agents[isPlain ? "http:" : "https:"],
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
          ...(allowPrivate ? {} : { lookup: publicLookup }),
        },
        (response) => {
          response.on("error", fail);
          discard(response);
          resolve({
            kind: "answered",
            status: response.statusCode ?? 0,
            retryAfterMs: retryAfter(response.headers["retry-after"]),
          });
        },
      );
      request.on("error", fail);
      request.end(body);
    });
  };

  return {
    send,
    objectionTo,
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

const PRIVATE =
  "A webhook's address must be on the public internet; for one on this machine or in a private network set HABITUS_WEBHOOK_PRIVATE=yes.";

const publicLookup: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error !== null) return callback(error, "", 4);
    const [first] = addresses;
    if (first === undefined || addresses.some(({ address }) => isPrivateAddress(address))) {
      return callback(new Error(PRIVATE), "", 4);
    }
    if (options.all === true) return callback(null, addresses);
    return callback(null, first.address, first.family);
  });
};

function discard(response: IncomingMessage): void {
  let bytes = 0;
  response.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES) response.destroy();
  });
}

function reasonOf(error: Error, timeoutMs: number): string {
  if (error.name === "AbortError" || error.name === "TimeoutError") {
    return `The receiver did not answer within ${timeoutMs / SECOND_MS} seconds.`;
  }
  return `The receiver could not be reached: ${error.message}`;
}

/** Seconds; a date is rare here and taken for nothing. */
function retryAfter(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * SECOND_MS : null;
}
