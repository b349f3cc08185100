import type { Check, Money, Segment } from "@habitus/contract";
import { expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { isLive, reconciled, segmentOf, sendBatch, transitionsUntil } from "./testing/live.ts";
import { drained, startRealServer } from "./testing/real-server.ts";

type Evaluation = { readonly count: number };
type Letters = { readonly deadLetters: readonly { readonly id: string; readonly reason: string }[] };

const SENT = 'sum of "Order Completed".revenue >= 150';
const WORTH = 'sum of "Order Completed".$revenue >= 150';

test("two currencies add up by their rates, live and in the store; what has no rate is shown, and what was sent is not summed", {
  timeout: 180_000,
}, async () => {
  const server = await startRealServer({ dataDir: temporaryFolder("money") });
  const order = (userId: string, revenue: number, currency: string | null, more: object = {}) => ({
    event: "Order Completed",
    userId,
    timestamp: "2026-03-02T10:00:00Z",
    properties: { revenue, ...(currency === null ? {} : { currency }), ...more },
  });
  const buy = async (...orders: readonly ReturnType<typeof order>[]): Promise<void> => {
    await sendBatch(server.url, orders);
    await drained(server);
  };
  const count = async (definition: string): Promise<number> =>
    (await server.api<Evaluation>("POST", "/api/segments/evaluate", { definition, limit: 0 })).count;

  await server.api("PUT", "/api/money", { currency: "EUR", rev: 0 });
  const rates = [
    { currency: "USD", from: "2026-03-01", rate: "0.5" },
    { currency: "USD", from: "2026-03-03", rate: "0.9" },
  ];
  await server.api("POST", "/api/money/rates", { rates });
  await server.api<Segment>("POST", "/api/segments", segmentOf("worth", WORTH));
  await isLive(server, "worth");

  // Half of a dollar, so ann has 150 and bob 100; nobody knows what a yen is.
  await buy(
    order("ann", 100, null),
    order("ann", 100, "usd"),
    order("bob", 200, "USD"),
    order("cat", 9_000, "JPY"),
  );
  const entered = await transitionsUntil(server, ({ length }) => length >= 1);
  expect(entered.map(({ segment, kind }) => `${segment} ${kind}`)).toEqual(["worth entered"]);
  expect([await count(WORTH), await count('did "Order Completed" where $revenue = 50')]).toEqual([1, 1]);
  expect(await count('sum of "Order Completed".$revenue >= 100')).toBe(2);

  const { unconverted } = await server.api<Money>("GET", "/api/money");
  expect(unconverted).toMatchObject([
    { currency: "JPY", reason: "no_rate", events: 1, first: "2026-03-02T10:00:00.000Z" },
  ]);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toContain('habitus_ingest_amounts_total{outcome="converted"} 3');

  // A rate that is set now is for what comes now.
  await server.api("POST", "/api/money/rates", {
    rates: [{ currency: "JPY", from: "2026-01-01", rate: "0.01" }],
  });
  expect(await count(WORTH)).toBe(1);
  await buy(order("cat", 15_000, "JPY"));
  await transitionsUntil(server, ({ length }) => length >= 2);
  expect(await count(WORTH)).toBe(2);

  // Nobody outside says what something is worth; a replay is converted as a call is.
  await buy(order("eve", 1, "EUR", { $revenue: 1_000_000 }));
  await buy(...Array.from({ length: 2_501 }, () => order("eve", 1, "USD")));
  const { deadLetters } = await server.api<Letters>("GET", "/api/dead-letters");
  expect(deadLetters.map(({ reason }) => reason)).toEqual(["batch_too_long", "reserved_property"]);
  await server.api("POST", `/api/dead-letters/${deadLetters[0]?.id ?? ""}/replay`);
  await drained(server);
  expect(await count('sum of "Order Completed".$revenue = 1250.5')).toBe(1);
  await transitionsUntil(server, ({ length }) => length >= 3);
  expect(await count(WORTH)).toBe(3);
  expect(await reconciled(server)).toMatchObject({ differences: [] });

  const { warnings } = await server.api<Check>("POST", "/api/segments/check", { definition: SENT });
  expect(warnings).toMatchObject([{ code: "mixed_currencies", suggestion: "$revenue" }]);
  await expect(server.api("POST", "/api/segments", segmentOf("sent", SENT))).rejects.toThrow(
    "mixed_currencies",
  );
  const pinned = `${SENT} where currency is "USD"`;
  await server.api<Segment>("POST", "/api/segments", segmentOf("dollars", pinned));
  await isLive(server, "dollars");
  // Of bob and eve; ann's are said in small letters.
  expect(await count(pinned)).toBe(2);
  await server.stop();
});
