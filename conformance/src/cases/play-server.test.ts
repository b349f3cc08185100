import { expect, test } from "vitest";
import type { Case, CaseStep } from "./case.ts";
import { type CaseServer, playOnServer } from "./play-server.ts";

/** A server that takes every segment but those that read one which it does not have, and writes down what it was asked. */
function listening() {
  const keys = new Set<string>();
  const asked: string[] = [];
  const server: CaseServer = {
    turn: () => Promise.resolve(),
    send: () => Promise.resolve(),
    drained: () => Promise.resolve(),
    api(method, path, body) {
      if (method === "GET") return Promise.resolve({ status: 404, body: {} });
      const { key, definition } = body as { readonly key: string; readonly definition: object };
      asked.push(`${method} ${path} ${key}`);
      const read = /"segment":"(\w+)"/.exec(JSON.stringify(definition))?.[1];
      if (read !== undefined && !keys.has(read)) return Promise.resolve({ status: 422, body: {} });
      keys.add(key);
      return Promise.resolve({ status: 201, body: {} });
    },
  };
  return { server, asked };
}

const reading = (segment: string, read: string, expectError = false): CaseStep => ({
  do: "define",
  clock: 0,
  segment,
  when: { type: "segment", segment: read },
  ...(expectError ? { expect_error: true } : {}),
});
const plain: CaseStep = {
  do: "define",
  clock: 0,
  segment: "plain",
  when: { type: "trait", name: "plan", op: "exists" },
};
const caseOf = (...steps: readonly CaseStep[]): Case => ({ id: "c", t0: "2026-01-01T00:00:00Z", steps });

test("a segment that reads one which the case defines nowhere is a fault of the case", async () => {
  const { server, asked } = listening();
  const played = await playOnServer(caseOf(reading("upper", "nowhere"), reading("top", "upper")), server);
  expect(played).toEqual({ kind: "failed", step: 1, reason: "never defined: upper, top" });
  expect(asked).toEqual([]);
});

test("what shall be refused is sent, whatever it reads", async () => {
  const { server, asked } = listening();
  const played = await playOnServer(caseOf(reading("upper", "nowhere", true)), server);
  expect(played).toMatchObject({ kind: "passed" });
  expect(asked).toEqual(["POST /api/segments upper"]);
});

test("a segment waits for the one that it reads", async () => {
  const { server, asked } = listening();
  const played = await playOnServer(caseOf(reading("upper", "plain"), plain), server);
  expect(played).toMatchObject({ kind: "passed" });
  expect(asked).toEqual(["POST /api/segments plain", "POST /api/segments upper"]);
});
