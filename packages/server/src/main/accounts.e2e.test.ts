import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Account, Person, SegmentThresholds, Transition } from "@habitus/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { isLive, reconciled, segmentOf, sendBatch, transitionsUntil } from "./testing/live.ts";
import { drained, type RealServer, startRealServer } from "./testing/real-server.ts";

// The examples of docs/accounts.md on the real server, which is killed in between.

const DOCUMENT = readFileSync(
  fileURLToPath(new URL("../../../../docs/accounts.md", import.meta.url)),
  "utf8",
);

/** The block of the document with this heading. */
function block(name: string): unknown {
  const found = new RegExp(`^\`\`\`json ${name}\n([^]*?)^\`\`\`$`, "m").exec(DOCUMENT)?.[1];
  return JSON.parse(found ?? `"no block ${name}"`);
}

type Members = { readonly count: number; readonly people: readonly { readonly ids: readonly string[] }[] };

const dataDir = temporaryFolder("accounts");
let server: RealServer;
beforeAll(async () => {
  server = await startRealServer({ dataDir });
}, 120_000);
afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

const members = async (): Promise<readonly string[]> => {
  const { people } = await server.api<Members>("GET", "/api/accounts/acme/members");
  return people.flatMap(({ ids }) => ids).sort();
};

test("the calls of the document give its answers, after a crash too", async () => {
  await sendBatch(server.url, block("calls") as Parameters<typeof sendBatch>[1]);
  await server.kill();
  server = await startRealServer({ dataDir });
  await drained(server);
  expect(await server.api<Account>("GET", "/api/accounts/acme")).toMatchObject(block("account") as object);
  expect((await server.api<Person>("GET", "/api/people/bob")).accounts).toEqual(block("accounts of bob"));
  expect(await members()).toEqual(["ann", "bob"]);
}, 60_000);

test("its condition holds for whom it says, over all people and live", async () => {
  const written = [...DOCUMENT.matchAll(/^```segment (\w+)\n([^]*?)\n^```$/gm)];
  expect(written).toHaveLength(3);
  for (const [, who, asked] of written) {
    const body = { definition: asked, purpose: "test" };
    const { people } = await server.api<Members>("POST", "/api/segments/evaluate", body);
    expect(people.flatMap(({ ids }) => ids)).toEqual([who]);
  }
  const definition = written[0]?.[2] ?? "";
  await server.api("POST", "/api/segments", segmentOf("globex", definition));
  await isLive(server, "globex");
  await sendBatch(server.url, [{ type: "group", userId: "cid", groupId: "globex" }]);
  await server.api("POST", "/api/accounts/globex/members/remove", { ids: ["bob"] });
  const told = await transitionsUntil(server, (all) => all.length >= 3);
  expect(told.map(({ kind, ids }) => [kind, ids.map(({ value }) => value)])).toEqual([
    ["entered", ["bob"]],
    ["entered", ["cid"]],
    ["left", ["bob"]],
  ]);
}, 60_000);

test("a condition on the people of an account is pinned by a refresh, and live between two of them", async () => {
  const join = (userId: string) => ({ type: "group", userId, groupId: "umbrella" });
  await sendBatch(server.url, [join("uma"), join("vic"), { userId: "wes", event: "Other" }]);
  await drained(server);
  const asked = 'any member of their account (did "Umbrella Bought")';
  await server.api("POST", "/api/segments", segmentOf("umbrellas", asked));
  await isLive(server, "umbrellas");
  const own = async (least: number) => {
    const isOwn = ({ segment }: Transition) => segment === "umbrellas";
    const all = await transitionsUntil(server, (seen) => seen.filter(isOwn).length >= least);
    return all.filter(isOwn).map(({ ids, kind, cause }) => `${ids[0]?.value} ${kind} by ${cause}`);
  };
  await sendBatch(server.url, [{ userId: "uma", event: "Umbrella Bought" }]);
  await drained(server);
  expect(await own(0)).toEqual([]);
  const refreshed = await server.api<SegmentThresholds>("POST", "/api/segments/umbrellas/refresh");
  expect(refreshed.accounts).toMatchObject([
    { asked: 'did "Umbrella Bought"', least: 1, most: null, holds: 1, areTooMany: false, isPinned: true },
  ]);
  expect([...(await own(2))].sort()).toEqual(["uma entered by refresh", "vic entered by refresh"]);
  await sendBatch(server.url, [join("wes")]);
  expect((await own(3))[2]).toBe("wes entered by event");
  await server.api("POST", "/api/accounts/umbrella/members/remove", { ids: ["vic"] });
  expect((await own(4))[3]).toMatch(/^vic left/);
  const body = { definition: asked, purpose: "test" };
  const { count } = await server.api<Members>("POST", "/api/segments/evaluate", body);
  expect(count).toBe(2);
}, 120_000);

const MANY = 2_000;

test("a change of an account's trait moves all its people at once, and a reconciliation finds nothing to mend", async () => {
  const joining = Array.from({ length: MANY }, (_, n) => ({
    type: "group",
    userId: `m${n}`,
    groupId: "many",
  }));
  for (let from = 0; from < MANY; from += 1_000)
    await sendBatch(server.url, joining.slice(from, from + 1_000));
  await server.api("POST", "/api/segments", segmentOf("big", 'in any account (where plan is "big")'));
  await isLive(server, "big");
  await drained(server);
  const begun = performance.now();
  const change = { type: "group", userId: "m0", groupId: "many", traits: { plan: "big" } };
  await sendBatch(server.url, [change]);
  const ofBig = (all: readonly Transition[]) => all.filter(({ segment }) => segment === "big");
  const told = ofBig(await transitionsUntil(server, (all) => ofBig(all).length >= MANY));
  console.log(`${MANY} people moved by one trait in ${Math.round(performance.now() - begun)} ms`);
  expect(told).toHaveLength(MANY);
  expect(new Set(told.map(({ at, kind }) => `${at} ${kind}`)).size).toBe(1);
  const late = { type: "group", userId: "late", groupId: "many", traits: { plan: "big" } };
  await sendBatch(server.url, [late]);
  await transitionsUntil(server, (all) => ofBig(all).length > MANY);
  expect(await reconciled(server)).toMatchObject({ found: 0 });
}, 120_000);

test("who is taken out is no member any more, who is erased neither", async () => {
  await server.api("POST", "/api/accounts/acme/members/remove", { ids: ["bob"] });
  await drained(server);
  expect(await members()).toEqual(["ann"]);
  await server.api("POST", "/api/people/ann/erase");
  await drained(server);
  await expect.poll(members, { timeout: 10_000 }).toEqual([]);
  expect(await server.api<Account>("GET", "/api/accounts/acme")).toMatchObject({
    members: 0,
    traits: { plan: "pro" },
  });
}, 60_000);
