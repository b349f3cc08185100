import type { IdKinds, Merge, Person, Transition } from "@habitus/contract";
import { Analytics } from "@segment/analytics-node";
import { expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { isLive, reconciled, segmentOf, transitionsUntil } from "./testing/live.ts";
import { drained, type RealServer, startRealServer, WRITE_KEY } from "./testing/real-server.ts";

type Evaluation = { readonly count: number };

const TWICE = 'did "Viewed" at least 2 times in last 7 days';
const EMAIL = {
  format: "email",
  sources: [
    { from: "trait", name: "email" },
    { from: "external_id", type: "email" },
  ],
  perPerson: 1,
  joins: "anonymous",
  heldAbove: 100,
} as const;

async function track(server: RealServer, say: (analytics: Analytics) => void): Promise<void> {
  const analytics = new Analytics({ writeKey: WRITE_KEY, host: server.url, flushAt: 100 });
  say(analytics);
  await analytics.closeAndFlush();
  await drained(server);
}

const short = ({ kind, cause, ids }: Transition): string =>
  `${ids.map(({ value }) => value).join()} ${kind} by ${cause}`;

async function idsOf(server: RealServer, id: string): Promise<readonly string[]> {
  const { ids } = await server.api<Person>("GET", `/api/people/${encodeURIComponent(id)}`);
  return ids.map(({ kind, value }) => `${kind} ${value}`);
}

/** All that a changed kind leaves to be done is done. */
async function swept(server: RealServer): Promise<void> {
  await expect
    .poll(async () => (await server.api<IdKinds>("GET", "/api/id-kinds")).job?.state, { timeout: 20_000 })
    .toBe("done");
  await drained(server);
}

test("an e-mail address joins two devices, before and after it was turned on, live and over a kill, until it is undone", {
  timeout: 240_000,
}, async () => {
  const dataDir = temporaryFolder("id-kinds");
  let server = await startRealServer({ dataDir });
  const count = async (): Promise<number> =>
    (await server.api<Evaluation>("POST", "/api/segments/evaluate", { definition: TWICE })).count;
  await server.api("POST", "/api/segments", segmentOf("twice", TWICE));
  await isLive(server, "twice");
  await track(server, (analytics) => {
    analytics.identify({ anonymousId: "phone", traits: { email: "Ann@Shop.co" } });
    analytics.track({ anonymousId: "phone", event: "Viewed" });
    analytics.identify({ userId: "ann", traits: { email: "ann@shop.co" } });
    analytics.track({ userId: "ann", event: "Viewed" });
  });
  expect([await idsOf(server, "ann"), await count()]).toEqual([["user ann"], 0]);

  const kind = await server.api<{ readonly inForce: boolean }>("PUT", "/api/id-kinds/email", {
    ...EMAIL,
    rev: 0,
  });
  expect(kind.inForce).toBe(true);
  await swept(server);
  const joined = ["user ann", "anonymous phone", "email ann@shop.co"];
  expect([await idsOf(server, "ANN@shop.co"), await count()]).toEqual([joined, 1]);
  const entered = await transitionsUntil(server, ({ length }) => length >= 1);
  expect(entered.map(short)).toEqual(["ann,phone,ann@shop.co entered by merge"]);

  await server.kill();
  server = await startRealServer({ dataDir });
  await track(server, (analytics) => {
    const context = {
      externalIds: [{ id: "ann@shop.co", type: "email", collection: "users", encoding: "none" }],
    };
    analytics.track({ anonymousId: "tablet", event: "Viewed", context });
  });
  expect(await idsOf(server, "tablet")).toEqual([
    ...joined.slice(0, 2),
    "anonymous tablet",
    "email ann@shop.co",
  ]);
  const found = await server.api<{ readonly people: readonly Person[] }>("GET", "/api/people?search=ANN@");
  expect(found.people).toHaveLength(1);

  const merges = await server.api<readonly Merge[]>("GET", "/api/people/tablet/merges");
  const merge = merges.find(({ between }) => between.some(({ value }) => value === "tablet"));
  const ofPhone = merges.find(({ between }) => between.some(({ value }) => value === "phone"));
  expect([merge?.cause, ofPhone?.cause]).toEqual(["email", "email"]);
  await server.api("POST", "/api/people/tablet/unmerge", { merge: merge?.id });
  await server.api("POST", "/api/people/ann/unmerge", { merge: ofPhone?.id });
  await drained(server);
  expect([await idsOf(server, "phone"), await count()]).toEqual([["anonymous phone"], 0]);
  const left = await transitionsUntil(server, ({ length }) => length >= 2);
  expect(left.slice(1).map(({ kind: to }) => to)).toEqual(["left"]);
  expect(await reconciled(server)).toMatchObject({ differences: [] });

  await server.api("POST", "/api/people/ann%40shop.co/erase");
  await drained(server);
  await expect(idsOf(server, "ann")).rejects.toThrow();
  expect(await idsOf(server, "phone")).toEqual(["anonymous phone"]);
  expect(await server.stop()).toBe(0);
});
