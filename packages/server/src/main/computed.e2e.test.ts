import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { allTransitions, isLive, reconciled, segmentOf, sendBatch } from "./testing/live.ts";
import { drained, startRealServer } from "./testing/real-server.ts";

test("a segment that compares a computed trait is live, and follows a change of the trait with the cause of a changed definition", async () => {
  const server = await startRealServer({ dataDir: temporaryFolder("computed") });
  onTestFinished(() => server.stop().then(() => undefined));
  const define = (definition: string, rev: number) =>
    server.api("PUT", "/api/computed-traits/spend", { name: "Spend", definition, rev });
  const bought = (userId: string, revenue: number, quantity: number) => ({
    userId,
    event: "Order Completed",
    properties: { revenue, quantity },
  });
  await define('sum of "Order Completed".revenue', 0);
  await server.api("POST", "/api/segments", segmentOf("rich", 'computed "spend" >= 100'));
  await server.api("POST", "/api/segments", segmentOf("others", 'not in segment "rich"'));
  await Promise.all(["rich", "others"].map((key) => isLive(server, key)));
  await sendBatch(server.url, [bought("ann", 60, 2), bought("bob", 40, 300)]);
  await sendBatch(server.url, [bought("ann", 60, 2)]);
  await drained(server);
  const moves = async () =>
    (await allTransitions(server))
      .filter(({ segment }) => segment === "rich")
      .map(({ ids, kind, cause }) => [ids.map(({ value }) => value).join(), kind, cause].join(" "));
  expect(await moves()).toEqual(["ann entered event"]);
  await define('sum of "Order Completed".quantity', 1);
  await expect.poll(async () => (await moves()).length, { timeout: 60_000 }).toBe(3);
  expect((await moves()).slice(1).toSorted()).toEqual(["ann left definition", "bob entered definition"]);
  await Promise.all(["rich", "others"].map((key) => isLive(server, key)));
  expect(await reconciled(server)).toMatchObject({ differences: [] });
}, 120_000);
