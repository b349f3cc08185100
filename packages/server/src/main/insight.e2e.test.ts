import { createClient } from "@habitus/contract";
import { DAY_MS, formatInstant } from "@habitus/kernel";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { isLive, segmentOf, sendBatch } from "./testing/live.ts";
import { ADMIN_TOKEN, drained, type RealServer, startRealServer } from "./testing/real-server.ts";

const PEOPLE = 400;
const NOW = Date.now();
const at = (daysAgo: number): string => formatInstant(NOW - daysAgo * DAY_MS);

let server: RealServer;
const api = () => createClient({ baseUrl: server.url, fetch: globalThis.fetch, token: ADMIN_TOKEN });

/** The first half visited 40 days ago; of these every fourth is "pro", and most of the pros have bought since. */
const isPro = (person: number): boolean => person % 4 === 0;
const hasVisited = (person: number): boolean => person < PEOPLE / 2;
const hasBought = (person: number): boolean =>
  hasVisited(person) && (isPro(person) ? person % 16 !== 0 : person % 10 === 1);

function callsOf(person: number): readonly Readonly<Record<string, unknown>>[] {
  const userId = `u${person}`;
  const plan = isPro(person) ? "pro" : "free";
  const products = [{ category: hasVisited(person) ? "hats" : "shoes" }, { category: "socks" }];
  return [
    { type: "identify", userId, traits: { plan }, timestamp: at(80) },
    { userId, event: "Signed Up", timestamp: at(80) },
    { userId, event: "Browsed", properties: { products }, timestamp: at(5) },
    ...(hasVisited(person) ? [{ userId, event: "Visited", timestamp: at(40) }] : []),
    ...(hasBought(person) ? [{ userId, event: "Bought", timestamp: at(10) }] : []),
  ];
}

beforeAll(async () => {
  server = await startRealServer({ dataDir: temporaryFolder("insight") });
  const people = Array.from({ length: PEOPLE }, (_, person) => person);
  for (let from = 0; from < PEOPLE; from += 100) {
    await sendBatch(server.url, people.slice(from, from + 100).flatMap(callsOf));
  }
  await drained(server);
}, 60_000);
afterAll(() => server.stop());

async function ended(job: string): Promise<string> {
  for (;;) {
    const { state } = await api().getJob({ params: { id: job } });
    if (state === "done" || state === "failed") return state;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("an examination finds what was planted, and tells what sets people apart", {
  timeout: 120_000,
}, async () => {
  const visited = 'did "Visited" in last 90 days';
  const definitions = {
    visitors: visited,
    twins: visited,
    nobody: 'did "Never Sent"',
    pros: 'plan is "pro"',
  };
  for (const [key, definition] of Object.entries(definitions)) {
    await server.api("POST", "/api/segments", segmentOf(key, definition));
    await isLive(server, key);
  }
  const { rev, ...settings } = await api().getHealthSettings();
  await api().editHealthSettings({ body: { ...settings, goalEvent: "Bought", rev } });
  const { id } = await api().examineSegments({ body: {} });
  expect(await ended(id)).toBe("done");

  const { report } = await api().getSegmentHealth({ params: { key: "visitors" } });
  const inside = Array.from({ length: PEOPLE }, (_, person) => person).filter(hasVisited);
  const pros = inside.filter(isPro);
  const boughtOf = (people: readonly number[]): number => people.filter(hasBought).length;
  expect(report).toMatchObject({
    size: inside.length,
    people: PEOPLE,
    goal: { event: "Bought", people: inside.length, reached: boughtOf(inside) },
    skipped: [{ part: "history" }],
  });
  expect(report?.findings.map(({ code }) => code)).toEqual([
    "silent_event",
    "hidden_split",
    "redundant",
    "too_small",
    "size_unchanged",
  ]);
  const split = report?.splits.find(({ trace }) => trace.value === "pro");
  expect(split).toMatchObject({ having: { people: pros.length, reached: boughtOf(pros) } });
  expect(report?.overlaps[0]).toMatchObject({ segment: "twins", both: inside.length, jaccard: 1 });
  // The people behind a finding can be opened.
  const behind = report?.findings.find(({ code }) => code === "redundant")?.people ?? "";
  expect((await api().evaluateSegment({ body: { definition: behind, limit: 0 } })).count).toBe(inside.length);

  const { apart } = await api().getSegmentApart({ params: { key: "visitors" } });
  const hats = apart?.more.find(({ value }) => value === "hats");
  expect(hats).toMatchObject({
    kind: "item",
    path: ["products", "category"],
    inside: 200,
    everybody: 200,
    lift: 2,
  });
  expect((await api().evaluateSegment({ body: { definition: hats?.people ?? "", limit: 0 } })).count).toBe(
    200,
  );
  expect(apart?.fewer.map(({ value }) => value)).toContain("shoes");

  const { report: nobody } = await api().getSegmentHealth({ params: { key: "nobody" } });
  expect(nobody?.findings.map(({ code }) => code)).toEqual(["unknown_input"]);
  const { segments } = await api().listSegmentHealth();
  expect(segments.map(({ segment, worst }) => [segment, worst])).toEqual([
    ["nobody", "serious"],
    ["pros", "hint"],
    ["twins", "serious"],
    ["visitors", "serious"],
  ]);
});
