import { seededRandom } from "@habitus/kernel";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { startFlakyReceiver } from "./testing/flaky-receiver.ts";
import { drained, type RealServer, startRealServer, WRITE_KEY } from "./testing/real-server.ts";

// What is found the matter with segments, told to a receiver that fails three times in ten, on a server that is killed.

const dataDir = temporaryFolder("health-alerts");
const start = (): Promise<RealServer> =>
  startRealServer({ dataDir, env: { HABITUS_WEBHOOK_PRIVATE: "yes" } });
const SEGMENTS = 12;
const stopped: (() => unknown)[] = [];
afterAll(async () => {
  for (const stop of stopped) await stop();
});

type Open = {
  readonly findings: readonly { readonly segment: string; readonly code: string }[];
  readonly counts: { readonly serious: number; readonly warning: number; readonly hint: number };
};
type Hooks = {
  readonly webhooks: readonly { readonly sends: string; readonly behind: number; readonly seq: number }[];
};

async function examined(server: RealServer): Promise<void> {
  const { id } = await server.api<{ readonly id: string }>("POST", "/api/segment-health", {});
  await ended(server, id);
}

async function ended(server: RealServer, id: string): Promise<void> {
  const state = async () => (await server.api<{ readonly state: string }>("GET", `/api/jobs/${id}`)).state;
  await expect.poll(state, { timeout: 120_000, interval: 200 }).toBe("done");
}

test("each finding that appears or goes is told once by its id, over failures and kills", {
  timeout: 400_000,
}, async () => {
  const receiver = await startFlakyReceiver(seededRandom(5));
  stopped.push(() => receiver.stop());
  let server = await start();
  for (let n = 0; n < SEGMENTS; n++) {
    const told = { goal: "g", owner: "o", action: "a", purpose: "p", reviewDate: "2020-01-01" };
    const definition = `did event-${n}`;
    await server.api("POST", "/api/segments", { key: `s${n}`, name: `S${n}`, definition, ...told });
  }
  const hook = await server.api<{ readonly secret: string }>("POST", "/api/webhooks", {
    name: "Alerts",
    url: receiver.url,
    sends: "health",
  });
  receiver.part.secret = hook.secret;

  // Killed in the midst of an examination and of telling; the job goes on where it was.
  const { id } = await server.api<{ readonly id: string }>("POST", "/api/segment-health", {});
  const done = async () => (await server.api<{ readonly done: number }>("GET", `/api/jobs/${id}`)).done;
  await expect.poll(done, { timeout: 60_000, interval: 10 }).toBeGreaterThan(0);
  await server.kill();
  server = await start();
  await ended(server, id);
  const first = await server.api<Open>("GET", "/api/segment-health/findings?limit=500");
  const overdue = first.findings.filter(({ code }) => code === "review_overdue");
  expect(overdue.map(({ segment }) => segment).sort()).toEqual(
    Array.from({ length: SEGMENTS }, (_, n) => `s${n}`).sort(),
  );
  expect(first.counts.serious + first.counts.warning + first.counts.hint).toBe(first.findings.length);
  expect(await allTold(server)).toBe(first.findings.length);

  // Nothing has changed, so nothing is told; then somebody does what a segment asks for.
  await examined(server);
  expect(await allTold(server)).toBe(first.findings.length);
  const answer = await fetch(`${server.url}/v1/track`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${WRITE_KEY}:`)}` },
    body: JSON.stringify({ userId: "ann", event: "event-0" }),
  });
  expect(answer.status).toBe(200);
  await drained(server);
  await server.api("DELETE", "/api/segments/s1?rev=1");
  await examined(server);
  const second = await server.api<Open>("GET", "/api/segment-health/findings?limit=500");
  expect(second.findings.some(({ segment }) => segment === "s1")).toBe(false);
  const kinds = ({ findings }: Open) => findings.map(({ segment, code }) => `${segment} ${code}`);
  const [was, is] = [new Set(kinds(first)), new Set(kinds(second))];
  const changes =
    [...was].filter((each) => !is.has(each)).length + [...is].filter((each) => !was.has(each)).length;
  expect(changes).toBeGreaterThan(0);
  const all = first.findings.length + changes;
  expect(await allTold(server)).toBe(all);
  expect([...receiver.taken.keys()].sort()).toEqual(
    Array.from({ length: all }, (_, n) => `health/${n + 1}`).sort(),
  );
  expect(receiver.unsigned).toEqual([]);
  expect(await server.stop()).toBe(0);
});

/** Waits until nothing is left to be told; answers how much there was. */
async function allTold(server: RealServer): Promise<number> {
  const hook = async () => (await server.api<Hooks>("GET", "/api/webhooks")).webhooks[0];
  await expect.poll(async () => (await hook())?.behind, { timeout: 120_000, interval: 200 }).toBe(0);
  return (await hook())?.seq ?? -1;
}
