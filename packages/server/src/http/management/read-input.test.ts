import { createServer, request as connect } from "node:http";
import type { AddressInfo } from "node:net";
import { LIMITS, listOperations, type Operation } from "@habitus/contract";
import { HabitusError, must } from "@habitus/kernel";
import { getRequestListener } from "@hono/node-server";
import { expect, test } from "vitest";
import { type Patience, readInput } from "./read-input.ts";

const LONG = 60_000;

const operation = (id: string): Operation =>
  must(
    listOperations().find((each) => each.id === id),
    "the table has it",
  );

/** Reads a body of the pieces, to its end where there is one; answers it as text. */
async function read(id: string, body: ReadableStream<Uint8Array>, patience: Patience): Promise<unknown> {
  const of = operation(id);
  const contentType = () => of.upload?.type ?? "application/json";
  const params = { key: "beta" };
  const query = of.upload === undefined ? {} : { mode: ["add"] };
  const input = await readInput(of, { params, query, contentType, body: () => body }, patience);
  if (of.upload === undefined) return input.body;
  const pieces: Uint8Array[] = [];
  for await (const piece of input.body as AsyncIterable<Uint8Array>) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const standingStill = (): ReadableStream<Uint8Array> =>
  new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from("{")) });

function slowly(...pieces: readonly string[]): ReadableStream<Uint8Array> {
  const left = [...pieces];
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const next = left.shift();
      if (next === undefined) controller.close();
      else controller.enqueue(Buffer.from(next));
    },
  });
}

test("a body that is read into memory has to be whole in time", async () => {
  const body = { name: "Beta", members: [] };
  const whole = slowly(...Array.from(JSON.stringify(body)));
  expect(await read("replaceList", whole, { bodyMs: LONG, pieceMs: 0 })).toEqual(body);
  const late = read("replaceList", standingStill(), { bodyMs: 5, pieceMs: LONG });
  await expect(late).rejects.toMatchObject({ code: "body_too_slow", details: { limitMs: 5 } });
  const endless = slowly(...Array.from({ length: 1_000 }, () => " "));
  await expect(read("replaceList", endless, { bodyMs: 20, pieceMs: LONG })).rejects.toMatchObject({
    code: "body_too_slow",
  });
});

test("a file may take as long as it goes on coming", async () => {
  const file = slowly("ann\n", "bob\n", "cid\n");
  expect(await read("uploadList", file, { bodyMs: 0, pieceMs: LONG })).toBe("ann\nbob\ncid\n");
  const late = read("uploadList", standingStill(), { bodyMs: LONG, pieceMs: 5 });
  await expect(late).rejects.toMatchObject({ code: "body_too_slow" });
});

test("whoever sends too slowly, or too much, is told so before the connection ends", async () => {
  let bodyMs = LONG;
  const told = async (body: ReadableStream<Uint8Array> | null): Promise<Response> => {
    if (body === null) return new Response("no body");
    const work = read("replaceList", body, { bodyMs, pieceMs: LONG });
    const code = await work.then(
      () => "read",
      (error: unknown) => (error instanceof HabitusError ? error.code : String(error)),
    );
    return new Response(code);
  };
  const listener = getRequestListener((request: Request) => told(request.body));
  const server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const answerTo = (piece: Buffer): Promise<string> =>
    new Promise((resolve, reject) => {
      const request = connect({ port, method: "POST", headers: { "content-length": 2 * LIMITS.bodyBytes } });
      request.once("error", reject).once("response", (response) => {
        response.once("data", (text: Buffer) => {
          resolve(text.toString());
          request.destroy();
        });
      });
      request.write(piece);
    });
  expect(await answerTo(Buffer.alloc(LIMITS.bodyBytes + 1, " "))).toBe("body_too_large");
  bodyMs = 20;
  expect(await answerTo(Buffer.from("{"))).toBe("body_too_slow");
  server.closeAllConnections();
  server.close();
});
