import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * How a question is answered: by the server; with a mistake of the server; by a connection that is cut before or in the
 * middle of the answer; as to somebody whose session has ended; or not until it is released.
 */
type Answer = "pass" | "fail" | "cut" | "cut inside" | "no session" | "hold";

/** Stands between a browser and the server, and answers as a failing one would. */
export type Front = {
  readonly url: string;
  /** By the path and search of what is asked, and the method. */
  answer: (asked: string, method: string) => Answer;
  /** What was answered with a mistake of the server. */
  readonly failed: Set<string>;
  /** What is held is answered, as is said now. */
  readonly release: () => void;
  readonly close: () => Promise<void>;
};

type Held = () => void;

export async function openFront(server: string): Promise<Front> {
  let held: Held[] = [];
  const http = createServer((asked, reply) => {
    const settle = (): void => {
      const what = nameOf(asked.url ?? "/");
      const answer = isStream(asked) ? "pass" : front.answer(what, asked.method ?? "GET");
      if (answer === "hold") held.push(settle);
      else if (answer === "pass") pass(server, asked, reply);
      else refuse(front, answer, what, reply);
    };
    settle();
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const front: Front = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    answer: () => "pass",
    failed: new Set(),
    release: () => {
      const waiting = held;
      held = [];
      for (const settle of waiting) settle();
    },
    close: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, "close");
    },
  };
  return front;
}

/** Streams have ways of their own to be lost and found. */
function isStream({ headers }: IncomingMessage): boolean {
  return headers.accept === "text/event-stream";
}

/** What a page asks of the server, but for who is signed in: without that there is no page. */
export function isOfPage(asked: string): boolean {
  return asked.startsWith("/api/") && !asked.startsWith("/api/session");
}

/** Without the id that a question's progress goes by, which is another one each time. */
function nameOf(url: string): string {
  const { pathname, searchParams } = new URL(url, "http://front");
  searchParams.delete("watch");
  return pathname + (searchParams.size === 0 ? "" : `?${searchParams.toString()}`);
}

/** Over a connection of its own: one that is kept may be closed by the server the moment it is used again. */
function pass(server: string, asked: IncomingMessage, reply: ServerResponse): void {
  const { method, url = "/" } = asked;
  const headers = { ...asked.headers, connection: "close" };
  const onward = request(new URL(url, server), { method, headers, agent: false }, (answer) => {
    const { connection: _own, ...told } = answer.headers;
    reply.writeHead(answer.statusCode ?? 500, told);
    answer.pipe(reply);
    answer.once("error", () => reply.destroy());
  });
  // Whoever has gone needs no answer.
  onward.once("error", () => reply.destroy());
  reply.once("close", () => onward.destroy());
  asked.pipe(onward);
}

/** What a mistake says, by which it is found on the page. */
const SAYS = "The test lets this fail:";
const TOLD = new RegExp(`${SAYS} (\\S+)`, "g");

export const toldIn = (text: string): readonly string[] =>
  [...text.matchAll(TOLD)].flatMap(([, asked = ""]) => asked);

function refuse(front: Front, answer: Answer, asked: string, reply: ServerResponse): void {
  if (answer === "cut") return void reply.destroy();
  const isSession = answer === "no session";
  if (!isSession) front.failed.add(asked);
  const code = isSession ? "unauthenticated" : "made_to_fail";
  const body = JSON.stringify({ error: { code, message: `${SAYS} ${asked}`, requestId: "none" } });
  const head = { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) };
  reply.writeHead(isSession ? 401 : answer === "cut inside" ? 200 : 500, head);
  if (answer !== "cut inside") return void reply.end(body);
  reply.write(body.slice(0, body.length / 2), () => reply.destroy());
}
