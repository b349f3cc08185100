import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Erasure, ErasurePlace, EventDeletion, Import, ImportFile, Job } from "@habitus/contract";
import { seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { isLive, reconciled, segmentOf, sendBatch, transitionsUntil } from "./testing/live.ts";
import { ADMIN_TOKEN, drained, type RealServer, startRealServer } from "./testing/real-server.ts";

const KILLS = Number(process.env["HABITUS_KILLS"] ?? 1);
const seed = Number(process.env["HABITUS_SEED"] ?? 7);

/** Where each place keeps its files. */
const FOLDERS: Readonly<Partial<Record<ErasurePlace, string>>> = {
  log: "log",
  event_files: "store",
  profile_files: "state",
  membership_files: "membership",
};

/** Text that nothing compresses and nobody else writes. */
const planted = (): string => randomBytes(21).toString("base64url");

function filesOf(dir: string): readonly string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return [];
    return stat.isDirectory() ? filesOf(path) : stat.isFile() ? [path] : [];
  });
}

/** Each file that holds one of the texts, with those it holds. */
function hits(dir: string, texts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = filesOf(dir).map((path) => {
    const bytes = readFileSync(path);
    return [relative(dir, path), texts.filter((text) => bytes.includes(text))] as const;
  });
  return new Map(found.filter(([, held]) => held.length > 0));
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function ended(server: RealServer, { id }: Job): Promise<Job> {
  for (;;) {
    const job = await server.api<Job>("GET", `/api/jobs/${id}`);
    if (["done", "failed", "cancelled"].includes(job.state)) return job;
    await pause(100);
  }
}

async function clear(server: RealServer): Promise<void> {
  const job = await ended(server, await server.api<Job>("POST", "/api/erasures/clear"));
  expect([job.state, job.error]).toEqual(["done", null]);
}

function due({ places }: Erasure): readonly ErasurePlace[] {
  return places.filter(({ state }) => state === "due").map(({ place }) => place);
}

async function erasuresOf(server: RealServer): Promise<readonly Erasure[]> {
  type Page = { readonly erasures: readonly Erasure[] };
  return (await server.api<Page>("GET", "/api/erasures?limit=50")).erasures;
}

async function statusOf(server: RealServer, id: string): Promise<number> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  return (await fetch(`${server.url}/api/people/${id}`, { headers })).status;
}

/** Over the event store, once it has come to this. */
async function countIs(server: RealServer, definition: string, count: number): Promise<void> {
  const evaluate = () =>
    server.api<{ readonly count: number }>("POST", "/api/segments/evaluate", { definition, purpose: "test" });
  await expect.poll(async () => (await evaluate()).count, { timeout: 10_000 }).toBe(count);
}

/** Where among the planted values stands what the tablet said before it was somebody's. */
const EARLY = 17;

/** Everything the product takes of a person, each with a value of its own. */
async function plant(server: RealServer, values: readonly string[]): Promise<void> {
  const [user, device, tablet, old, message, ...rest] = values;
  const [a, b, c, title, email, before, nested, refused, proof, source, group, ref, early, ...inFiles] = rest;
  const ids = { userId: user, anonymousId: device };
  const timestamp = new Date(Date.now() - 60_000).toISOString();
  await sendBatch(server.url, [
    { anonymousId: tablet, properties: { early } },
    { ...ids, messageId: message, properties: { a, items: [{ b }] }, context: { page: { title } } },
    { ...ids, event: "Bought", properties: { [`c`]: c } },
    { type: "identify", ...ids, traits: { email: before }, timestamp },
    { type: "identify", ...ids, traits: { email, nested: { deep: [nested] } } },
    { type: "identify", userId: user, anonymousId: tablet, traits: {} },
    { type: "alias", userId: user, previousId: old },
    { type: "group", userId: user, groupId: "acme", traits: { group } },
    { type: "page", userId: user, properties: { ref } },
    { userId: user, event: 7, properties: { refused } },
  ]);
  await server.api("PUT", "/api/lists/beta", { name: "Beta", members: [user] });
  const said = { purpose: "ads", allowed: true, text: proof, source };
  await drained(server);
  await server.api("POST", `/api/people/${device}/consent`, said);
  await plantInFiles(server, inFiles);
}

async function uploaded(server: RealServer, name: string, body: string): Promise<ImportFile> {
  const answer = await fetch(`${server.url}/api/imports/files?name=${name}`, {
    method: "POST",
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/octet-stream" },
    body,
  });
  return (await answer.json()) as ImportFile;
}

/** Files that wait, a row with a mistake that was kept of one, and what a job says of a row of another. */
async function plantInFiles(server: RealServer, [good, bad, spent]: readonly string[]): Promise<void> {
  const time = "2026-01-01T00:00:00Z";
  const orders = `user_id,event,timestamp,note\n${good},Bought,${time},a\n,Bought,${time},${bad}\n`;
  const file = await uploaded(server, "orders.csv", orders);
  const check = { file: file.id, mode: "check", mapping: file.guess };
  const { id } = await server.api<{ readonly id: string }>("POST", "/api/imports", check);
  const read = () => server.api<Import>("GET", `/api/imports/${id}`);
  await expect.poll(async () => (await read()).state, { timeout: 10_000 }).toBe("done");
  expect((await read()).report).toMatchObject({ good: 1, bad: 1 });
  const costs = await uploaded(
    server,
    "costs.csv",
    `Date,Spend,Currency\n${time},5,EUR\n${time},${spent},EUR\n`,
  );
  const job = await server.api<Job>("POST", "/api/costs/import", { file: costs.id, mode: "check" });
  expect((await ended(server, job)).result).toMatchObject({ noted: 1, bad: 1 });
}

/** Of somebody who is in the segment "all" by one event alone. */
async function deletesEvents(server: RealServer, dataDir: string, person: string): Promise<void> {
  const [gone, again, kept, messageId] = [planted(), planted(), planted(), planted()];
  const names = async () => {
    const path = `/api/people/${person}/events`;
    const { events } = await server.api<{ readonly events: readonly { name: string }[] }>("GET", path);
    return events.map(({ name }) => name).sort();
  };
  await sendBatch(server.url, [
    { userId: person, messageId, event: "Opened", properties: { gone } },
    { userId: person, event: "Closed", properties: { kept } },
  ]);
  await drained(server);
  const remove = (choice: unknown) =>
    server.api<EventDeletion>("POST", `/api/people/${person}/events/delete`, choice);
  const [opened, viewed] = [await remove({ ids: [messageId] }), await remove({ names: ["Viewed"] })];
  expect([opened.id, opened.ids, viewed.id, viewed.names]).toEqual(["d1", 1, "d2", ["Viewed"]]);
  expect(await names()).toEqual(["Closed"]);
  const all = await transitionsUntil(server, (told) => told.at(-1)?.cause === "correction");
  expect(all.at(-1)).toMatchObject({ kind: "left", ids: [{ value: person }] });
  await countIs(server, 'did "Viewed"', 0);
  // Delivered once more, it is known by its id.
  await sendBatch(server.url, [{ userId: person, messageId, event: "Opened", properties: { again } }]);
  await sendBatch(server.url, [{ userId: person, event: "Opened" }]);
  await drained(server);
  expect(await names()).toEqual(["Closed", "Opened"]);
  const states = ({ places }: EventDeletion) => places.map(({ state }) => state).join();
  expect(states(viewed)).toBe("done,done,due,due");
  await clear(server);
  expect(states(await server.api<EventDeletion>("GET", "/api/event-deletions/d1"))).toBe(
    "done,done,done,done",
  );
  expect([[...hits(dataDir, [gone, again])], hits(dataDir, [kept]).size > 0]).toEqual([[], true]);
}

test("after an erase nothing is found where the proof does not say so, and once files are cleared nothing at all", {
  timeout: 240_000,
}, async () => {
  const dataDir = temporaryFolder("erase");
  const server = await startRealServer({ dataDir, env: { HABITUS_LOG_RETENTION_HOURS: "200" } });
  await server.api("PUT", "/api/purposes/ads", {
    name: "Ads",
    kind: "purpose",
    otherwise: false,
    exceptIn: [],
    categories: [],
    refusedBySignal: false,
    rev: 0,
  });
  await server.api("POST", "/api/segments", segmentOf("all", 'did "Viewed"'));
  await isLive(server, "all");
  // Keeps the texts themselves, in the states of people and in those of their parts.
  await server.api("POST", "/api/segments", segmentOf("mostly", 'mostly Viewed early "x" in last 90 days'));
  await isLive(server, "mostly");
  const entered = 'entered segment "all"';
  await server.api("POST", "/api/segments", segmentOf("entered", entered));
  await isLive(server, "entered");
  const keeper = planted();
  await sendBatch(server.url, [{ userId: keeper, properties: { keeper } }]);
  const values = Array.from({ length: 21 }, planted);
  const [user = "", device = ""] = values;
  await plant(server, values);
  await drained(server);
  await transitionsUntil(server, (all) => all.length >= 4);
  await countIs(server, entered, 2);
  const all = [...hits(dataDir, values).values()].flat();
  expect(values.filter((value) => !all.includes(value))).toEqual([]);
  expect([...hits(join(dataDir, "membership"), values).values()].flat()).toContain(values[EARLY]);

  const erasure = await server.api<Erasure>("POST", `/api/people/${device}/erase`);
  expect(erasure).toMatchObject({ id: "e1", ids: 5, complete: false });
  expect(await Promise.all([user, device, "p2"].map((id) => statusOf(server, id)))).toEqual([404, 404, 404]);
  const late = planted();
  await sendBatch(server.url, [{ userId: user, timestamp: "2020-01-01T00:00:00Z", properties: { late } }]);
  await drained(server);
  expect(await statusOf(server, user)).toBe(404);
  const left = await server.api<{
    readonly transitions: readonly { kind: string; cause: string; ids: unknown }[];
  }>("GET", "/api/transitions?limit=100");
  for (const each of left.transitions.slice(4)) {
    expect(each).toMatchObject({ kind: "left", cause: "erase", ids: [] });
  }
  expect(left.transitions).toHaveLength(6);
  await countIs(server, entered, 1);
  await countIs(server, 'left segment "all"', 0);
  const report = await server.api<Erasure>("GET", "/api/erasures/e1");
  expect(due(report)).toEqual(["log", "event_files", "profile_files", "membership_files"]);
  const folders = due(report).map((place) => FOLDERS[place]);
  for (const path of hits(dataDir, [...values, late]).keys()) expect(folders).toContain(path.split("/")[0]);

  await clear(server);
  expect([...hits(dataDir, [...values, late])]).toEqual([]);
  const proof = await server.api<Erasure>("GET", "/api/erasures/e1");
  expect([due(proof), proof.complete]).toEqual([[], true]);
  expect([...hits(dataDir, [keeper]).values()].flat()).not.toEqual([]);
  expect(await statusOf(server, keeper)).toBe(200);

  await sendBatch(server.url, [{ userId: user, timestamp: "2020-01-01T00:00:00Z", properties: { late } }]);
  await sendBatch(server.url, [{ userId: user, event: "Back" }]);
  await drained(server);
  expect(await statusOf(server, user)).toBe(200);
  const timeline = await server.api<{ readonly events: readonly { name: string }[] }>(
    "GET",
    `/api/people/${user}/events`,
  );
  expect(timeline.events.map(({ name }) => name)).toEqual(["Back"]);
  // What came late is in the log until the next night.
  expect(due(await server.api<Erasure>("GET", "/api/erasures/e1"))).toEqual(["log"]);
  await clear(server);
  expect([...hits(dataDir, [late])]).toEqual([]);
  await deletesEvents(server, dataDir, keeper);
  expect(await server.stop()).toBe(0);
});

test("an erase that a kill cuts off anywhere is finished after the next start", {
  timeout: 240_000,
}, async () => {
  const random = seededRandom(seed);
  const dataDir = temporaryFolder("erase-kills");
  let server = await startRealServer({ dataDir });
  await server.api("POST", "/api/segments", segmentOf("all", 'did "Viewed"'));
  await isLive(server, "all");
  const people = Array.from({ length: KILLS }, planted);
  const keeper = planted();
  await sendBatch(
    server.url,
    [...people, keeper].map((userId) => ({ userId, properties: { userId } })),
  );
  await drained(server);
  const kill = async (afterMs: number): Promise<void> => {
    await pause(afterMs);
    await server.kill();
    server = await startRealServer({ dataDir });
  };
  for (const person of people) {
    const before = (await erasuresOf(server)).length;
    const asked = server.api<Erasure>("POST", `/api/people/${person}/erase`).catch(() => null);
    await kill(random.int(0, 120));
    // Cut off before it was on disk, it was never said; whoever asked got no answer and asks again.
    if ((await asked) === null && (await erasuresOf(server)).length === before) {
      await server.api("POST", `/api/people/${person}/erase`);
    }
    await expect.poll(() => statusOf(server, person), { timeout: 30_000 }).toBe(404);
    const clearing = server.api("POST", "/api/erasures/clear").catch(() => null);
    await kill(random.int(0, 1_500));
    await clearing;
  }
  await drained(server);
  // What is no file goes by itself.
  const left = async () => (await erasuresOf(server)).flatMap(due).filter((place) => !(place in FOLDERS));
  await expect.poll(left, { timeout: 60_000 }).toEqual([]);
  for (;;) {
    const { jobs } = await server.api<{ readonly jobs: readonly Job[] }>("GET", "/api/jobs?limit=50");
    const open = jobs.filter(({ finishedAt }) => finishedAt === null);
    if (open.length === 0) break;
    await pause(200);
  }
  await clear(server);
  const erasures = await erasuresOf(server);
  expect(erasures.filter(({ complete }) => !complete)).toEqual([]);
  expect(await Promise.all(people.map((id) => statusOf(server, id)))).toEqual(people.map(() => 404));
  expect(await statusOf(server, keeper)).toBe(200);
  expect([...hits(dataDir, people)]).toEqual([]);
  expect([...hits(dataDir, [keeper])].length).toBeGreaterThan(0);
  const all = await transitionsUntil(server, () => true);
  expect(all.filter(({ kind }) => kind === "entered")).toHaveLength(KILLS + 1);
  expect(all.filter(({ kind, cause }) => kind === "left" && cause === "erase")).toHaveLength(KILLS);
  expect(await server.stop()).toBe(0);
});

test("events older than they are kept go, also when a kill cuts their deletion off, and all evaluators agree after it", {
  timeout: 240_000,
}, async () => {
  const random = seededRandom(seed);
  const dataDir = temporaryFolder("retention-kills");
  let server = await startRealServer({ dataDir });
  const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
  const viewed = (person: number, days: number) => ({ userId: `u${person}`, timestamp: daysAgo(days) });
  const people = Array.from({ length: 60 }, (_, person) => person);
  await server.api("POST", "/api/segments", segmentOf("viewed", 'did "Viewed"'));
  await server.api("POST", "/api/segments", segmentOf("lost", 'did "Bought" and did not "Viewed"'));
  await Promise.all(["viewed", "lost"].map((key) => isLive(server, key)));
  await sendBatch(
    server.url,
    people.flatMap((person) => [
      viewed(person, 100),
      { ...viewed(person, 200), event: "Bought" },
      ...(person % 2 === 1 ? [viewed(person, 29)] : []),
    ]),
  );
  await drained(server);
  const rules = [
    { event: "Viewed", days: 30 },
    { event: "*", days: null },
  ];
  await server.api("PUT", "/api/retention", { rules, rev: 0 });
  type Preview = { readonly rules: readonly { readonly event: string; readonly events: number }[] };
  const preview = await server.api<Preview>("POST", "/api/retention/preview", { rules });
  expect(preview.rules.map(({ event, events }) => [event, events])).toEqual([
    ["*", 0],
    ["Viewed", 60],
  ]);
  for (let kill = 0; kill < KILLS; kill++) {
    const applying = server.api<Job>("POST", "/api/retention/apply").catch(() => null);
    await pause(random.int(0, 250));
    await server.kill();
    await applying;
    server = await startRealServer({ dataDir });
  }
  const { jobs } = await server.api<{ readonly jobs: readonly Job[] }>("GET", "/api/jobs?limit=50");
  const cutOff = jobs.filter(({ kind, finishedAt }) => kind === "retention" && finishedAt === null);
  for (const job of cutOff) expect(await ended(server, job)).toMatchObject({ state: "done" });
  const last = await ended(server, await server.api<Job>("POST", "/api/retention/apply"));
  expect(last).toMatchObject({ state: "done", error: null });
  await drained(server);

  await countIs(server, 'did "Viewed"', 30);
  await countIs(server, 'did "Bought"', 60);
  const all = await transitionsUntil(server, (found) => found.length >= 60 + 60);
  const byRetention = all.filter(({ cause }) => cause === "retention");
  const told = (segment: string, kind: string) =>
    byRetention.filter((each) => each.segment === segment && each.kind === kind).length;
  expect([told("viewed", "left"), told("lost", "entered"), byRetention.length]).toEqual([30, 30, 60]);
  await sendBatch(server.url, [viewed(0, 40), viewed(2, 20)]);
  await drained(server);
  await countIs(server, 'did "Viewed"', 31);
  expect(await reconciled(server)).toMatchObject({ found: 0, differences: [] });
  expect(await server.stop()).toBe(0);
});
