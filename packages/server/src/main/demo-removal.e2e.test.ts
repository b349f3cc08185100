import type { DemoRemoval, Job, Overview } from "@habitus/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { drained, type RealServer, startRealServer, WRITE_KEY } from "./testing/real-server.ts";

const dataDir = temporaryFolder("demo-removal");
/** Customers of the demo of whom something else is known. */
const [OWN_EVENTS, OWN_TRAIT] = ["12583", "13047"];
let server: RealServer;

beforeAll(async () => {
  server = await startRealServer({ dataDir, args: ["--demo"] });
  await until(async () => (await overview()).demo.state === "loaded");
}, 180_000);

afterAll(() => server.kill());

const overview = (): Promise<Overview> => server.api<Overview>("GET", "/api/overview");
const removal = (): Promise<DemoRemoval> => server.api<DemoRemoval>("GET", "/api/demo/removal");
const segmentKeys = async (): Promise<readonly string[]> =>
  (await server.api<{ segments: { key: string }[] }>("GET", "/api/segments")).segments.map(({ key }) => key);

/** As an SDK does. */
async function track(batch: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  const answer = await fetch(`${server.url}/v1/batch`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Basic ${Buffer.from(`${WRITE_KEY}:`).toString("base64")}`,
    },
    body: JSON.stringify({ batch }),
  });
  expect(answer.status).toBe(200);
  await drained(server);
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 100));
}

async function setUpOwn(): Promise<void> {
  await track([
    {
      type: "track",
      userId: OWN_EVENTS,
      event: "Order Completed",
      messageId: "own-1",
      properties: { revenue: 5 },
    },
    { type: "identify", userId: OWN_TRAIT, messageId: "own-2", traits: { plan: "pro" } },
    // Older than what the demo says of the country.
    {
      type: "identify",
      userId: OWN_TRAIT,
      messageId: "own-0",
      timestamp: "2009-01-01T00:00:00Z",
      traits: { country: "Norway" },
    },
    {
      type: "track",
      userId: "own-customer",
      event: "Order Completed",
      messageId: "own-3",
      properties: { revenue: 7 },
    },
  ]);
  const content = {
    goal: "Test",
    owner: "Test",
    action: "Test",
    reviewDate: "2030-01-01",
    purpose: "marketing",
    tags: [],
  };
  const make = (key: string, definition: string): Promise<unknown> =>
    server.api("POST", "/api/segments", { ...content, key, name: key, definition });
  await make("own-buyers", 'did "Order Completed"');
  await make("own-loyal", "in segment loyal");
  const { name, definition, rev } = await server.api<{
    name: string;
    definition: { text: string };
    rev: number;
  }>("GET", "/api/segments/champions");
  await server.api("PUT", "/api/segments/champions", {
    ...content,
    name: `${name} of ours`,
    definition: definition.text,
    rev,
  });
  await server.api("PUT", "/api/items/85123A", { name: "Heart" });
  await until(async () => (await overview()).totals.events === 22_192);
}

test("the demo is removed over kills at any instant, and what is somebody's own stays", {
  timeout: 280_000,
}, async () => {
  await setUpOwn();
  const plan = await removal();
  expect(plan).toMatchObject({
    phase: "loaded",
    job: null,
    events: 22_190,
    people: 4_372,
    peopleKept: 2,
    items: 3_683,
    model: { key: "shop", name: "Shop", why: null },
    goal: true,
    unpins: true,
  });
  expect(plan.segmentsKept.map(({ key, why }) => [key, why])).toEqual([
    ["champions", "changed"],
    ["loyal", "in_use"],
  ]);
  expect(plan.segments).toHaveLength(9);
  await server.api("POST", "/api/demo/removal");
  await expectRefused();
  for (let kills = 0; kills < 4; kills++) {
    // At the beginning, within pages, and wherever the last page was.
    await new Promise((resolve) => setTimeout(resolve, 150 + kills * 700));
    await server.kill();
    server = await startRealServer({ dataDir, args: [] });
    let seen = await overview();
    // Where the machine is busy the demo's events are not counted at once.
    while (seen.demo.events === null) seen = await overview();
    const { demo, totals } = seen;
    expect(["removing", "removed"]).toContain(demo.state);
    expect((totals.events ?? 0) - (demo.events ?? 0)).toBeLessThanOrEqual(2);
  }
  await until(async () => (await removal()).job?.finishedAt !== null);
  const { job } = await removal();
  expect(job).toMatchObject({ state: "done", total: 4_372, unit: "people" });
  expect(job?.result).toMatchObject({ events: 22_190, people: 4_372, peopleKept: 2 });
  await expectOnlyOwn();
});

/** While it runs it is neither loaded nor removed a second time. */
async function expectRefused(): Promise<void> {
  for (const path of ["/api/demo", "/api/demo/removal"]) {
    await expect(server.api("POST", path)).rejects.toThrow("job_running");
  }
}

async function expectOnlyOwn(): Promise<void> {
  const { totals, demo, workspace } = await overview();
  expect(demo).toMatchObject({ state: "removed", events: 0 });
  expect(totals).toMatchObject({ events: 2, people: 3 });
  expect(workspace.pinnedNow).toBeNull();
  expect(await segmentKeys()).toEqual(["champions", "loyal", "own-buyers", "own-loyal"]);
  const { models } = await server.api<{ models: unknown[] }>("GET", "/api/models");
  const { goalEvent } = await server.api<{ goalEvent: unknown }>("GET", "/api/segment-health/settings");
  expect([models, goalEvent]).toEqual([[], null]);
  const items = await server.api<{ items: { id: string }[] }>("GET", "/api/items");
  expect(items.items.map(({ id }) => id)).toEqual(["85123A"]);
  const names = await server.api<{ names: { name: string; count: number }[] }>("GET", "/api/events/names");
  expect(names.names.map(({ name, count }) => [name, count])).toContainEqual(["Order Completed", 2]);
  expect(names.names.map(({ name }) => name)).not.toContain("Order Cancelled");
  const found = await server.api<{ people: { ids: { value: string }[] }[] }>("GET", "/api/people?search=1");
  expect(found.people.map(({ ids }) => ids[0]?.value ?? "").toSorted()).toEqual([OWN_EVENTS, OWN_TRAIT]);
  const person = await server.api<{ id: string; traits: unknown; firstSeen: string }>(
    "GET",
    `/api/people/${OWN_EVENTS}`,
  );
  expect(person.traits).toEqual({});
  expect(person.firstSeen > "2012").toBe(true);
  const trait = await server.api<{ traits: unknown }>("GET", `/api/people/${OWN_TRAIT}`);
  expect(trait.traits).toEqual({ country: "Norway", plan: "pro" });
  const { events } = await server.api<{ events: { id: string }[] }>(
    "GET",
    `/api/people/${person.id}/events?limit=50`,
  );
  expect(events.map(({ id }) => id)).toEqual(["own-1"]);
  const buyers = await server.api<{ count: number }>("POST", "/api/segments/evaluate", {
    definition: 'did "Order Completed"',
  });
  expect(buyers.count).toBe(2);
  const members = await server.api<{ count: number }>("GET", "/api/segments/own-buyers/members?limit=5");
  expect(members.count).toBe(2);
  const audit = await server.api<{ entries: { action: string }[] }>("GET", "/api/audit?limit=100");
  expect(audit.entries.map(({ action }) => action)).toEqual(
    expect.arrayContaining(["demo.remove", "demo.removed"]),
  );
}

test("somebody of the demo who comes now counts from their first event on, and so does the past they bring along", async () => {
  await track([
    {
      type: "track",
      userId: "17850",
      event: "Order Completed",
      messageId: "own-4",
      timestamp: "2010-12-05T10:00:00Z",
    },
  ]);
  await until(async () => (await overview()).totals.events === 3);
  const person = await server.api<{ firstSeen: string }>("GET", "/api/people/17850");
  expect(person.firstSeen).toBe("2010-12-05T10:00:00.000Z");
});

test("what is loaded again after that counts again", { timeout: 180_000 }, async () => {
  const job = await server.api<Job>("POST", "/api/demo");
  await until(async () => (await server.api<Job>("GET", `/api/jobs/${job.id}`)).state === "done");
  const { totals, demo } = await overview();
  expect(demo).toMatchObject({ state: "loaded", events: 22_190 });
  expect(totals.events).toBe(22_193);
});

test("nobody removes it without a sign-in", async () => {
  const denied = await fetch(`${server.url}/api/demo/removal`, { method: "POST" });
  expect(denied.status).toBe(401);
});
