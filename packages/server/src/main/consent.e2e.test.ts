import { formatInstant } from "@habitus/kernel";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { ADMIN_TOKEN, drained, type RealServer, startRealServer, WRITE_KEY } from "./testing/real-server.ts";

// What a person says of a purpose, against every form of segment and every way to look at one, on the real server.

type Page = { readonly count: number; readonly people: readonly { readonly ids: readonly string[] }[] };

const SEGMENTS = {
  positive: { definition: 'did "Viewed"', purpose: "ads" },
  negated: { definition: 'did not "Refunded"', purpose: "ads" },
  nested: { definition: 'in segment "positive"', purpose: "service" },
  aggregate: { definition: 'sum of "Viewed".amount >= 5', purpose: "ads" },
  ratio: { definition: '"Viewed" / "Viewed" ever >= 50%', purpose: "ads" },
  quantile: { definition: 'in top 50% by sum of "Viewed".amount in last 365 days', purpose: "ads" },
  "by data": { definition: 'did "Profiled" or did "Viewed"', purpose: "service" },
} as const;

const dataDir = temporaryFolder("consent");
let server: RealServer;
let before: string;
beforeAll(async () => {
  server = await startRealServer({ dataDir });
  const rule = { kind: "purpose", otherwise: true, refusedBySignal: false, categories: [], rev: 0 };
  const purposes = { ads: ["DE"], service: [] };
  for (const [key, exceptIn] of Object.entries(purposes)) {
    await server.api("PUT", `/api/purposes/${key}`, { ...rule, name: key, exceptIn });
  }
  const events = { Profiled: ["ads"] };
  await server.api("PUT", "/api/data-purposes", { events, properties: {}, traits: {}, rev: 0 });
  for (const [name, { definition, purpose }] of Object.entries(SEGMENTS)) {
    const key = name.replace(" ", "-");
    const told = { goal: "g", owner: "o", action: "a", reviewDate: "2030-01-01" };
    await server.api("POST", "/api/segments", { key, name: key, definition, purpose, ...told });
  }
  const viewed = { type: "track", event: "Viewed", properties: { amount: 5 } };
  await send(["ann", "bob"].map((userId) => ({ ...viewed, userId })));
  await send([
    { type: "identify", userId: "ger", traits: { country: "de" } },
    { ...viewed, userId: "ger" },
  ]);
  before = formatInstant(Date.now());
  await server.api("POST", "/api/segments/quantile/refresh");
}, 120_000);
afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

async function send(calls: readonly Readonly<Record<string, unknown>>[], headers = {}): Promise<void> {
  const answer = await fetch(`${server.url}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${WRITE_KEY}:`)}`, ...headers },
    body: JSON.stringify({ batch: calls }),
  });
  expect(answer.status).toBe(200);
  await drained(server);
}

/** Who is in the segment, by every way to ask; each must say the same. */
async function members(name: keyof typeof SEGMENTS): Promise<readonly string[]> {
  await drained(server);
  const key = name.replace(" ", "-");
  const { definition, purpose } = SEGMENTS[name];
  const idsOf = ({ people }: Page): readonly string[] => people.map(({ ids }) => ids[0] ?? "").sort();
  const listed = await server.api<Page>("GET", `/api/segments/${key}/members`);
  const ids = idsOf(listed);
  const sampled = await server.api<Page>("POST", "/api/segments/evaluate", { definition, purpose });
  const counted = await server.api<Page>("POST", "/api/segments/evaluate", { definition, purpose, limit: 0 });
  const explained: string[] = [];
  const exported = await exportedOf(key);
  const lived: string[] = [];
  for (const id of ["ann", "bob", "ger"]) {
    const why = await server.api<{ readonly member: boolean }>("GET", `/api/people/${id}/why?segment=${key}`);
    if (why.member) explained.push(id);
    type Lives = { readonly memberships: readonly { readonly segment: string; readonly member: boolean }[] };
    const { memberships } = await server.api<Lives>("GET", `/api/people/${id}/memberships`);
    if (memberships.find(({ segment }) => segment === key)?.member === true) lived.push(id);
  }
  const all = {
    listed: ids,
    sampled: idsOf(sampled),
    exported,
    explained,
    lived,
    counts: [listed.count, counted.count],
  };
  const same = {
    listed: ids,
    sampled: ids,
    exported: ids,
    explained: ids,
    lived: ids,
    counts: [ids.length, ids.length],
  };
  expect({ name, ...all }).toEqual({ name, ...same });
  return ids;
}

/** The ids of who stands in the file of a segment. */
async function exportedOf(key: string, query = ""): Promise<readonly string[]> {
  const answer = await fetch(`${server.url}/api/segments/${key}/members/csv${query}`, {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  });
  expect(answer.status).toBe(200);
  const [, ...lines] = (await answer.text()).trimEnd().split("\r\n");
  return lines.map((line) => line.split(",")[1] ?? "").sort();
}

async function expectAll(ids: readonly string[]): Promise<void> {
  for (const name of Object.keys(SEGMENTS) as (keyof typeof SEGMENTS)[]) {
    expect([name, await members(name)]).toEqual([name, ids]);
  }
}

const say = (id: string, allowed: boolean | null): Promise<unknown> =>
  server.api("POST", `/api/people/${id}/consent`, { purpose: "ads", allowed, source: "test" });

test("refusing, withdrawing and allowing again decide in every form of segment and every way to look at it", {
  timeout: 300_000,
}, async () => {
  // Nobody said anything; in Germany the default is no.
  await expectAll(["ann", "bob"]);
  await say("ann", false);
  await expectAll(["bob"]);
  await say("ann", true);
  await expectAll(["ann", "bob"]);
  const withdrawn = {
    type: "track",
    event: "Consent Changed",
    properties: { purpose: "ads", allowed: false },
  };
  await send([{ ...withdrawn, userId: "bob" }]);
  await expectAll(["ann"]);
  // The consent in force now decides about the past too.
  const { definition, purpose } = SEGMENTS.positive;
  const past = await server.api<Page>("POST", "/api/segments/evaluate", { definition, purpose, at: before });
  expect(past.count).toBe(1);
  await server.kill();
  server = await startRealServer({ dataDir });
  await expectAll(["ann"]);
  await say("bob", null);
  await say("ger", true);
  await expectAll(["ann", "bob", "ger"]);
});

test("a browser that asks not to be tracked refuses what is marked so", { timeout: 120_000 }, async () => {
  const [ads] = (await server.api<{ purposes: readonly Record<string, unknown>[] }>("GET", "/api/purposes"))
    .purposes;
  const { name, kind, otherwise, exceptIn, categories, rev } = ads ?? {};
  const marked = { name, kind, otherwise, exceptIn, categories, rev, refusedBySignal: true };
  await server.api("PUT", "/api/purposes/ads", marked);
  await send([{ type: "track", event: "Viewed", userId: "ann", properties: { amount: 1 } }], {
    "sec-gpc": "1",
  });
  expect(await members("positive")).toEqual(["bob", "ger"]);
  await say("ann", true);
  await send([{ type: "track", event: "Viewed", userId: "ann", properties: { amount: 1 } }], {
    "sec-gpc": "1",
  });
  expect(await members("positive")).toEqual(["ann", "bob", "ger"]);
});

test("the file of a segment holds only who may be reached on a channel, where one is named", {
  timeout: 120_000,
}, async () => {
  const channel = { kind: "channel", otherwise: false, refusedBySignal: false, categories: [], exceptIn: [] };
  await server.api("PUT", "/api/purposes/email", { ...channel, name: "E-mail", rev: 0 });
  const yes = { purpose: "email", allowed: true, source: "test" };
  await server.api("POST", "/api/people/bob/consent", yes);
  await drained(server);
  expect(await exportedOf("positive")).toEqual(["ann", "bob", "ger"]);
  expect(await exportedOf("positive", "?channel=email")).toEqual(["bob"]);
  await server.api("POST", "/api/segments/positive/pause");
  await drained(server);
  expect(await exportedOf("positive", "?channel=email")).toEqual(["bob"]);
});
