import type { Segment } from "@habitus/contract";
import { hash128, hash32, hashHex } from "@habitus/kernel";
import { expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { isLive, segmentOf, sendBatch, transitionsUntil } from "./testing/live.ts";
import { drained, startRealServer } from "./testing/real-server.ts";

type Evaluation = { readonly count: number };

const DEFINITION = `bucket 0 of 2 by "half"`;

/** Said once more here, from what the language's page says. */
const isIn = (id: string): boolean => hash32(`half/${hashHex(hash128(id))}`) % 2 === 0;

test("people are in their buckets live and in the store; who logs in stays in the bucket of the older id", {
  timeout: 120_000,
}, async () => {
  const server = await startRealServer({ dataDir: temporaryFolder("buckets") });
  const users = Array.from({ length: 20 }, (_, at) => `user-${at}`);
  const devices = ["phone-a", "phone-b", "phone-c", "phone-d"];
  await sendBatch(server.url, [
    ...users.map((userId) => ({ userId, messageId: `of ${userId}` })),
    ...devices.map((anonymousId) => ({ anonymousId, messageId: `of ${anonymousId}` })),
  ]);
  // Their devices were there before them.
  await sendBatch(
    server.url,
    devices.map((anonymousId) => ({
      anonymousId,
      userId: `of-${anonymousId}`,
      messageId: `both ${anonymousId}`,
    })),
  );
  await drained(server);
  const expected = [...users.map((id) => `user/${id}`), ...devices.map((id) => `anonymous/${id}`)].filter(
    isIn,
  );
  const count = async (): Promise<number> =>
    (await server.api<Evaluation>("POST", "/api/segments/evaluate", { definition: DEFINITION, limit: 0 }))
      .count;
  expect(await count()).toBe(expected.length);
  await server.api<Segment>("POST", "/api/segments", segmentOf("half", DEFINITION));
  await isLive(server, "half");
  await transitionsUntil(server, ({ length }) => length >= expected.length);
  await sendBatch(server.url, [{ userId: "somebody else", messageId: "one more" }]);
  await drained(server);
  const all = expected.length + (isIn("user/somebody else") ? 1 : 0);
  expect(await transitionsUntil(server, ({ length }) => length >= all)).toHaveLength(all);
  expect(await count()).toBe(all);
  await server.stop();
});
