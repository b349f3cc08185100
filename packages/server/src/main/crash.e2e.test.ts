import { seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { drained, type RealServer, startRealServer, WRITE_KEY } from "./testing/real-server.ts";

const KILLS = Number(process.env["HABITUS_KILLS"] ?? 30);
const SENDERS = 4;
const MONTH_MS = 30 * 86_400_000;
const AUTHORIZATION = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString("base64")}`;

/** Sends batches until told to stop and remembers what was acknowledged. An unanswered batch is sent again as it was. */
function startSender(name: number, url: () => string, acknowledged: Set<string>): () => Promise<void> {
  const random = seededRandom(name);
  let stopped = false;
  const run = async (): Promise<void> => {
    for (let batch = 0; !stopped; batch++) {
      const ids = Array.from({ length: 20 }, (_, n) => `s${name}-b${batch}-${n}`);
      const body = JSON.stringify({
        batch: ids.map((messageId) => ({
          type: "track",
          messageId,
          event: "Order Completed",
          userId: `user-${random.int(1, 300)}`,
          anonymousId: `device-${random.int(1, 300)}`,
          // Thirteen months, so that the store's order of time has nothing to do with the order of arrival.
          timestamp: new Date(Date.now() - random.int(0, 13) * MONTH_MS).toISOString(),
          properties: { revenue: random.int(1, 500) },
        })),
      });
      while (!stopped && !(await sent(url(), body))) await new Promise((resolve) => setTimeout(resolve, 20));
      if (!stopped) for (const id of ids) acknowledged.add(id);
    }
  };
  const running = run();
  return async () => {
    stopped = true;
    await running;
  };
}

async function sent(url: string, body: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/v1/batch`, {
      method: "POST",
      headers: { authorization: AUTHORIZATION, "content-type": "application/json" },
      body,
      signal: AbortSignal.timeout(5_000),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

async function storedIds(server: RealServer): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const query: string = after === null ? "" : `&after=${encodeURIComponent(after)}`;
    const page: PeoplePage = await server.api("GET", `/api/people?limit=100${query}`);
    for (const person of page.people) ids.push(...(await eventIds(server, person.id)));
    after = page.next;
  } while (after !== null);
  return ids;
}

type PeoplePage = { readonly people: readonly { readonly id: string }[]; readonly next: string | null };
type EventNames = { readonly names: readonly { readonly name: string; readonly count: number }[] };
type EventPage = { readonly events: readonly { readonly id: string }[]; readonly next: string | null };

async function eventIds(server: RealServer, person: string): Promise<readonly string[]> {
  const ids: string[] = [];
  let before: string | null = null;
  do {
    const query: string = before === null ? "" : `&before=${encodeURIComponent(before)}`;
    const page: EventPage = await server.api("GET", `/api/people/${person}/events?limit=500${query}`);
    ids.push(...page.events.map((event) => event.id));
    before = page.next;
  } while (before !== null);
  return ids;
}

test(`every acknowledged event is there exactly once after ${KILLS} kills at random instants`, {
  timeout: 600_000,
}, async () => {
  const random = seededRandom(Number(process.env["HABITUS_SEED"] ?? 11));
  const dataDir = temporaryFolder("crash");
  const acknowledged = new Set<string>();
  let server = await startRealServer({ dataDir });
  const port = Number(new URL(server.url).port);
  const stops = Array.from({ length: SENDERS }, (_, n) => startSender(n, () => server.url, acknowledged));
  for (let kill = 0; kill < KILLS; kill++) {
    await new Promise((resolve) => setTimeout(resolve, random.int(0, 1_200)));
    await server.kill();
    server = await startRealServer({ dataDir, port });
  }
  await Promise.all(stops.map((stop) => stop()));
  await drained(server);
  const stored = await storedIds(server);
  // The timelines read one of the store's two orders, the names the other.
  const { names } = await server.api<EventNames>("GET", "/api/events/names");
  expect(await server.stop()).toBe(0);
  const once = new Set(stored);
  expect(once.size).toBe(stored.length);
  expect([...acknowledged].filter((id) => !once.has(id))).toEqual([]);
  expect(acknowledged.size).toBeGreaterThan(KILLS * 20);
  expect(names.map(({ name, count }) => ({ name, count }))).toEqual([
    { name: "Order Completed", count: stored.length },
  ]);
  console.info(
    `${KILLS} kills, ${acknowledged.size} acknowledged, ${stored.length} stored, none lost, none twice`,
  );
});
