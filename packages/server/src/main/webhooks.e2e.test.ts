import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "@habitus/kernel";
import { afterAll, expect, test } from "vitest";
import { startFlakyReceiver } from "./testing/flaky-receiver.ts";
import { ADMIN_TOKEN, drained, type RealServer, startRealServer, WRITE_KEY } from "./testing/real-server.ts";

const PEOPLE = 100;
const KILLS = 3;
const random = seededRandom(9);
const dataDir = mkdtempSync(join(tmpdir(), "habitus-webhooks-"));
const stopped: (() => void)[] = [];
afterAll(() => {
  for (const stop of stopped) stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const start = (): Promise<RealServer> =>
  startRealServer({ dataDir, env: { HABITUS_WEBHOOK_PRIVATE: "yes" } });

async function send(server: RealServer, people: readonly number[], event: string): Promise<void> {
  const batch = people.map((person) => ({
    type: "track",
    event,
    userId: `u${person}`,
    messageId: `${event}-${person}`,
  }));
  const answer = await fetch(`${server.url}/v1/batch`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Basic ${btoa(`${WRITE_KEY}:`)}` },
    body: JSON.stringify({ batch }),
  });
  expect(answer.status).toBe(200);
}

type Page = { readonly transitions: readonly { readonly id: string }[]; readonly next: string };

async function allTransitions(server: RealServer): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let after = "0"; ; ) {
    const page = await server.api<Page>("GET", `/api/transitions?limit=1000&after=${after}`);
    if (page.transitions.length === 0) return ids;
    ids.push(...page.transitions.map(({ id }) => id));
    after = page.next;
  }
}

/** Reads a little and then stops for a while, again and again; goes on with the id it saw last after a cut. */
async function lazyReader(url: () => string, wanted: () => number, seen: string[]): Promise<void> {
  let last = "0";
  while (seen.length < wanted()) {
    try {
      const answer = await fetch(`${url()}/api/transitions/stream`, {
        headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "last-event-id": last },
      });
      const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (let piece = await reader?.read(); piece?.value !== undefined; piece = await reader?.read()) {
        rest += piece.value;
        const events = rest.split("\n\n");
        rest = events.pop() ?? "";
        for (const event of events) {
          const id = /^id: (\d+)$/m.exec(event)?.[1];
          const data = /^data: (.*)$/m.exec(event)?.[1];
          if (id === undefined || data === undefined) continue;
          last = id;
          seen.push((JSON.parse(data) as { readonly id: string }).id);
        }
        if (seen.length >= wanted()) return void reader?.cancel();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    } catch {
      // Cut off by the kill: come back with the last id.
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

test("a flaky receiver and a slow reader both end with every transition once, over kills", async () => {
  const receiver = await startFlakyReceiver(random);
  stopped.push(() => receiver.stop());
  let server = await start();
  const segment = {
    key: "buyers",
    name: "Buyers",
    definition: "did buy and not did return",
    goal: "g",
    owner: "o",
    action: "a",
    reviewDate: "2030-01-01",
    purpose: "marketing",
  };
  await server.api("POST", "/api/segments", segment);
  await expect
    .poll(() => server.api("GET", "/api/segments/buyers"), { timeout: 30_000 })
    .toMatchObject({ live: { state: "live" } });
  const hook = await server.api<{ secret: string; webhook: { id: string } }>("POST", "/api/webhooks", {
    name: "CRM",
    url: receiver.url,
  });
  receiver.part.secret = hook.secret;
  expect(await server.api("GET", "/api/webhooks")).not.toHaveProperty("webhooks.0.secret");
  const seen: string[] = [];
  let wanted = Number.POSITIVE_INFINITY;
  const reading = lazyReader(
    () => server.url,
    () => wanted,
    seen,
  );

  for (let round = 0; round <= KILLS; round++) {
    const people = Array.from({ length: PEOPLE }, (_, n) => round * PEOPLE + n);
    await send(server, people, "buy");
    await send(server, people.slice(0, PEOPLE / 2), "return");
    await new Promise((resolve) => setTimeout(resolve, 100 + random.int(0, 400)));
    if (round === KILLS) break;
    await server.kill();
    server = await start();
  }
  await drained(server);
  const all = await allTransitions(server);
  wanted = all.length;
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBeGreaterThanOrEqual((KILLS + 1) * PEOPLE);
  await expect
    .poll(
      async () => {
        const { webhooks } = await server.api<{ webhooks: { behind: number }[] }>("GET", "/api/webhooks");
        return webhooks[0]?.behind;
      },
      { timeout: 90_000, interval: 250 },
    )
    .toBe(0);
  expect([...receiver.taken.keys()].sort()).toEqual([...all].sort());
  expect(receiver.unsigned).toEqual([]);
  await reading;
  expect(seen).toEqual(all);
  await server.stop();
});
