import { expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { drained, type RealServer, startRealServer, WRITE_KEY } from "./testing/real-server.ts";

type Merges = readonly { readonly id: string; readonly undone: unknown }[];
type Evaluation = { readonly count: number };

async function send(server: RealServer, calls: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  const answer = await fetch(`${server.url}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${WRITE_KEY}:`)}`, "content-type": "application/json" },
    body: JSON.stringify({ batch: calls.map((call) => ({ type: "track", event: "Viewed", ...call })) }),
  });
  expect(answer.status).toBe(200);
  await drained(server);
}

test("an undo parts two people in every evaluation, over a kill and against new evidence, until it is lifted", {
  timeout: 120_000,
}, async () => {
  const dataDir = temporaryFolder("identity");
  let server = await startRealServer({ dataDir });
  const twice = async (): Promise<number> => {
    await drained(server);
    const body = { definition: 'did "Viewed" at least 2 times in last 7 days' };
    return (await server.api<Evaluation>("POST", "/api/segments/evaluate", body)).count;
  };
  await send(server, [{ anonymousId: "phone" }, { userId: "ann", anonymousId: "phone" }]);
  expect(await twice()).toBe(1);
  const [merge] = await server.api<Merges>("GET", "/api/people/ann/merges");
  const body = { merge: merge?.id };
  expect(await server.api("POST", "/api/people/ann/unmerge", body)).toMatchObject({ inForce: true });
  expect(await twice()).toBe(0);
  await server.kill();
  server = await startRealServer({ dataDir });
  expect(await twice()).toBe(0);
  await send(server, [{ userId: "bob", anonymousId: "tablet" }, { anonymousId: "guest" }]);
  await send(server, [{ userId: "ann", anonymousId: "phone", event: "Bought" }]);
  expect(await twice()).toBe(0);
  expect(await server.api("POST", "/api/people/phone/lift", body)).toMatchObject({ inForce: true });
  expect(await twice()).toBe(1);
  const { reasons } = await server.api<{ readonly reasons: unknown }>("GET", "/api/dead-letters");
  expect(reasons).toEqual([{ reason: "blocked_id", count: 1 }]);
  expect(await server.stop()).toBe(0);
});
