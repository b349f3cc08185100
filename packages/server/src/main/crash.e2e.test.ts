import { seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { allEventIds } from "./testing/all-events.ts";
import { startLoad } from "./testing/load.ts";
import { drained, startRealServer } from "./testing/real-server.ts";

const KILLS = Number(process.env["HABITUS_KILLS"] ?? 15);

type EventNames = { readonly names: readonly { readonly name: string; readonly count: number }[] };

test(`acknowledged events are there exactly once after ${KILLS} kills at random instants`, {
  timeout: 600_000,
}, async () => {
  const random = seededRandom(Number(process.env["HABITUS_SEED"] ?? 11));
  const dataDir = temporaryFolder("crash");
  let server = await startRealServer({ dataDir });
  const port = Number(new URL(server.url).port);
  const load = startLoad({ url: () => server.url, senders: 4, batch: 20, pauseMs: 0 });
  for (let kill = 0; kill < KILLS; kill++) {
    await new Promise((resolve) => setTimeout(resolve, random.int(0, 1_200)));
    await server.kill();
    server = await startRealServer({ dataDir, port });
  }
  await load.stop();
  await drained(server);
  const stored = await allEventIds(server);
  // The timelines read one of the store's two orders, the names the other.
  const { names } = await server.api<EventNames>("GET", "/api/events/names");
  expect(await server.stop()).toBe(0);
  const once = new Set(stored);
  expect(once.size).toBe(stored.length);
  expect([...load.acknowledged].filter((id) => !once.has(id))).toEqual([]);
  expect(load.acknowledged.size).toBeGreaterThan(KILLS * 20);
  expect(names.map(({ name, count }) => ({ name, count }))).toEqual([
    { name: "Order Completed", count: stored.length },
  ]);
  console.info(
    `${KILLS} kills: ${load.acknowledged.size} acknowledged, ${stored.length} stored, none lost, none twice`,
  );
});
