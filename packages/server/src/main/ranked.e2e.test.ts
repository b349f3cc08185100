import type { Segment, SegmentThresholds, Transition } from "@habitus/contract";
import { expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { allTransitions, isLive, segmentOf, sendBatch, transitionsUntil } from "./testing/live.ts";
import { drained, type RealServer, startRealServer } from "./testing/real-server.ts";

const TIERS = [1, 2] as const;

const short = ({ segment, version, kind, cause, ids }: Transition): string =>
  `${segment}.${version} ${ids.map(({ value }) => value).join()} ${kind} by ${cause}`;

const buys = (userId: string, revenue: number, messageId: string) => ({
  userId,
  event: "purchase",
  properties: { revenue },
  messageId,
});

async function pinned(server: RealServer, key: string): Promise<readonly string[]> {
  const path = `/api/segments/${key}/thresholds`;
  const { thresholds } = await server.api<SegmentThresholds>("GET", path);
  return (thresholds ?? []).map(
    ({ ranked, side, percent, value, people, holds }) =>
      `${ranked}, ${side} ${percent}%: ${value}, ${holds} of ${people}`,
  );
}

test("tiers are cut by pinned thresholds, move people at once when these are refreshed, and outlive a kill", {
  timeout: 120_000,
}, async () => {
  const dataDir = temporaryFolder("ranked");
  let server = await startRealServer({ dataDir });
  await sendBatch(server.url, [buys("ann", 10, "1"), buys("bob", 20, "2"), buys("cy", 30, "3")]);
  await sendBatch(server.url, [{ userId: "dan", event: "Other", messageId: "4" }]);
  await drained(server);
  for (const tier of TIERS) {
    const definition = `quantile tier ${tier} of 2 by sum of purchase.revenue in last 90 days`;
    const { live } = await server.api<Segment>("POST", "/api/segments", segmentOf(`tier${tier}`, definition));
    expect(live?.state).not.toBe(null);
    await isLive(server, `tier${tier}`);
  }
  const ranked = "sum of purchase.revenue in last 90 days";
  expect(await pinned(server, "tier2")).toEqual([`${ranked}, top 50%: 20, 2 of 3`]);
  expect(await pinned(server, "tier1")).toEqual(await pinned(server, "tier2"));
  const first = await transitionsUntil(server, ({ length }) => length >= 3);
  expect(first.map(short).sort()).toEqual([
    "tier1.1 ann entered by definition",
    "tier2.1 bob entered by definition",
    "tier2.1 cy entered by definition",
  ]);

  // Between refreshes people are compared with what is pinned, one by one.
  await sendBatch(server.url, [buys("ann", 90, "5"), buys("eve", 500, "6"), buys("fay", 5, "7")]);
  const second = await transitionsUntil(server, ({ length }) => length >= 7);
  expect(second.slice(3).map(short).sort()).toEqual([
    "tier1.1 ann left by event",
    "tier1.1 fay entered by event",
    "tier2.1 ann entered by event",
    "tier2.1 eve entered by event",
  ]);

  await drained(server);
  await server.api("POST", "/api/segments/tier1/refresh");
  expect(await pinned(server, "tier2")).toEqual([`${ranked}, top 50%: 30, 3 of 5`]);
  await server.kill();
  server = await startRealServer({ dataDir });
  expect(await pinned(server, "tier1")).toEqual([`${ranked}, top 50%: 30, 3 of 5`]);
  const third = (await transitionsUntil(server, ({ length }) => length >= 9)).slice(7);
  expect(third.map(short).sort()).toEqual(["tier1.1 bob entered by refresh", "tier2.1 bob left by refresh"]);
  // From one tier into the other in one record of the log.
  expect(new Set(third.map(({ evidence }) => evidence.offset)).size).toBe(1);

  // A question about the past takes the threshold of that time; a preview works out its own.
  const evaluate = (definition: string, at?: string) =>
    server.api<{ readonly count: number; readonly thresholds: SegmentThresholds["thresholds"] }>(
      "POST",
      "/api/segments/evaluate",
      { definition, purpose: "test", ...(at === undefined ? {} : { at }) },
    );
  const before = await evaluate(
    "quantile tier 2 of 2 by sum of purchase.revenue in last 90 days",
    first[0]?.recordedAt ?? "",
  );
  expect(before.thresholds?.map(({ value, isPinned }) => [value, isPinned])).toEqual([["20", true]]);
  const preview = await evaluate("in bottom 20% by count of purchase");
  expect(preview.thresholds?.map(({ value, holds, isPinned }) => [value, holds, isPinned])).toEqual([
    ["1", 4, false],
  ]);
  expect(preview.count).toBe(4);
  expect((await allTransitions(server)).length).toBe(9);
  expect(await server.stop()).toBe(0);
});
