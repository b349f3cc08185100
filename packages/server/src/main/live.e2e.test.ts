import { createClient, type SegmentOverlap, type Transition } from "@habitus/contract";
import { must, parseIso } from "@habitus/kernel";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openLmdbMembershipStore } from "../adapters/lmdb/lmdb-membership-store.ts";
import { Registry } from "../membership/live/registry.ts";
import { decodeHeader, encodeHeader, setCounter } from "../membership/live/rows.ts";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { isLive, reconciled, segmentOf, sendBatch, transitionsUntil } from "./testing/live.ts";
import { ADMIN_TOKEN, drained, type RealServer, startRealServer } from "./testing/real-server.ts";

const short = ({ segment, version, n, kind, cause, ids }: Transition): string =>
  `${segment}.${version} ${ids.map(({ value }) => value).join()} ${n} ${kind} by ${cause}`;

function ms(text: string): number {
  return parseIso(text)?.at ?? Number.NaN;
}

/** While no server runs, the person of the transition is counted as if out again. */
async function leaveBehindItsBack(dataDir: string, entered: Transition | undefined): Promise<void> {
  const store = openLmdbMembershipStore({ dir: join(dataDir, "membership") });
  const { person, segment } = must(entered, "somebody entered");
  const key = Number(person.slice(1));
  const header = decodeHeader(must(store.get("headers", key), "they were counted"));
  const counters = [...header.counters];
  setCounter(counters, new Registry(store).numberOf(segment), 2);
  const writes = [{ table: "headers", key, value: encodeHeader({ ...header, counters }) } as const];
  await store.commit({ position: store.position(), at: store.now(), transitions: [], redact: [], writes });
  await store.close();
}

async function streamed(server: RealServer, count: number, after: string): Promise<readonly string[]> {
  const api = createClient({ baseUrl: server.url, fetch: globalThis.fetch, token: ADMIN_TOKEN });
  const seen: string[] = [];
  for await (const { data } of api.streamTransitions({ query: { after } })) {
    seen.push(short(data));
    if (seen.length === count) break;
  }
  return seen;
}

/** Two people are in "seen", nobody is in "now". */
async function sharesPeople(server: RealServer): Promise<void> {
  const asked = { segments: ["now", "seen"] };
  const overlap = await server.api<SegmentOverlap>("POST", "/api/segments/overlap", asked);
  expect([overlap.people, overlap.segments.map(({ size }) => size)]).toEqual([2, [0, 2]]);
  expect(overlap.combinations).toEqual([
    { segments: ["now"], exactly: 0, inAll: 0 },
    { segments: ["seen"], exactly: 2, inAll: 2 },
    { segments: ["now", "seen"], exactly: 0, inAll: 0 },
  ]);
  type Page = {
    readonly people: readonly { readonly ids: readonly string[] }[];
    readonly next: string | null;
  };
  const page = (after: object) =>
    server.api<Page>("POST", "/api/segments/overlap/members", { ...asked, in: ["seen"], limit: 1, ...after });
  const first = await page({});
  const second = await page({ after: first.next });
  expect([...first.people, ...second.people].map(({ ids }) => ids)).toEqual([["ann"], ["bob"]]);
  expect(second.next).toBeNull();
}

test("segments are live: from their history, by events, by time alone, over edits, kills and hours away", {
  timeout: 120_000,
}, async () => {
  const dataDir = temporaryFolder("live");
  let server = await startRealServer({ dataDir });
  await sendBatch(server.url, [
    { userId: "ann", messageId: "1" },
    { userId: "bob", event: "Other" },
  ]);
  await server.api("POST", "/api/segments", segmentOf("seen", 'did "Viewed"'));
  await isLive(server, "seen");
  type Page = { readonly jobs: readonly Readonly<Record<string, unknown>>[] };
  await expect
    .poll(async () => (await server.api<Page>("GET", "/api/jobs")).jobs, { timeout: 10_000 })
    .toEqual([
      expect.objectContaining({
        kind: "segment-build",
        state: "done",
        result: { segments: 1, live: 1, given_up: 0 },
      }),
    ]);
  await server.api("POST", "/api/segments", segmentOf("now", 'did "Viewed" in last 2 seconds where a is 1'));
  await isLive(server, "now");
  const { size } = await server.api<{ readonly size: { readonly count: number } }>(
    "GET",
    "/api/segments/seen",
  );
  expect(size.count).toBe(1);

  const following = streamed(server, 4, "0");
  await sendBatch(server.url, [{ userId: "bob", properties: { a: 1 }, messageId: "2" }]);
  expect(await following).toEqual([
    "seen.1 ann 1 entered by definition",
    "now.1 bob 1 entered by event",
    "seen.1 bob 1 entered by event",
    "now.1 bob 2 left by time",
  ]);
  const [, entered, , left] = await transitionsUntil(server, ({ length }) => length >= 4);
  expect(entered?.evidence.eventId).toBe("2");
  await sharesPeople(server);
  // The event's own time and no other decides when it leaves the window.
  expect(ms(left?.at ?? "") - ms(entered?.at ?? "")).toBeLessThanOrEqual(2_000);

  // Killed while somebody is about to leave; what became due meanwhile fires once, with its own time.
  await sendBatch(server.url, [{ userId: "ann", properties: { a: 1 }, messageId: "3" }]);
  const again = (await transitionsUntil(server, ({ length }) => length >= 5))[4];
  await server.kill();
  await expect.poll(() => Date.now(), { timeout: 10_000 }).toBeGreaterThan(ms(again?.at ?? "") + 2_000);
  server = await startRealServer({ dataDir });
  const all = await transitionsUntil(server, ({ length }) => length >= 6);
  const last = all[5];
  expect(all.slice(4).map(short)).toEqual(["now.1 ann 1 entered by event", "now.1 ann 2 left by time"]);
  expect(ms(last?.recordedAt ?? "") - ms(last?.at ?? "")).toBeGreaterThan(0);

  // Transitions are events: a new segment knows those there were, and the event store has them for questions about all people.
  await server.api("POST", "/api/segments", segmentOf("gone", 'left segment "now"'));
  await isLive(server, "gone");
  const gone = await transitionsUntil(server, ({ length }) => length >= 8);
  expect(gone.slice(6).map(short).sort()).toEqual([
    "gone.1 ann 1 entered by definition",
    "gone.1 bob 1 entered by definition",
  ]);
  await drained(server);
  const flow = await server.api<Record<string, unknown>>("GET", "/api/segments/seen/flow");
  expect(flow).toMatchObject({
    joined: { people: 1, nowhere: 1, segments: [] },
    left: { people: 0 },
    merged: 0,
    unknown: ["gone", "now"],
  });
  const asked = { definition: 'left segment "now" and entered segment "now" exactly 1 times', limit: 5 };
  const { count } = await server.api<{ readonly count: number }>("POST", "/api/segments/evaluate", asked);
  expect(count).toBe(2);

  // Paused, it stays as it is over a kill, whatever comes; resumed, what came meanwhile is taken in with a cause of its own.
  await server.api("POST", "/api/segments/seen/pause");
  await sendBatch(server.url, [{ userId: "dee", messageId: "4" }]);
  await drained(server);
  await server.kill();
  server = await startRealServer({ dataDir });
  await sendBatch(server.url, [{ userId: "eve", messageId: "5" }]);
  await drained(server);
  type Paused = {
    readonly size: { readonly count: number };
    readonly live: Readonly<Record<string, unknown>>;
  };
  const paused = await server.api<Paused>("GET", "/api/segments/seen");
  const since = expect.stringMatching(/Z$/) as string;
  expect(paused).toMatchObject({ size: { count: 2 }, live: { state: "paused", version: 1, since } });
  const frozen = await server.api<{ readonly count: number; readonly known: boolean }>(
    "GET",
    "/api/segments/seen/members",
  );
  expect(frozen).toMatchObject({ count: 2, known: true });
  expect(await transitionsUntil(server, () => true)).toHaveLength(8);
  type Answer = { readonly memberships: readonly { readonly segment: string }[] };
  const answer = await server.api<Answer>("GET", "/api/people/ann/memberships");
  expect(answer).toMatchObject({ offset: expect.any(Number) as number });
  expect(answer.memberships).toEqual(
    ["gone", "now", "seen"].map((segment) =>
      expect.objectContaining({
        segment,
        member: segment !== "now",
        agrees: segment === "seen" ? null : true,
      }),
    ),
  );
  await server.api("POST", "/api/segments/seen/resume");
  await isLive(server, "seen");
  const resumed = await transitionsUntil(server, ({ length }) => length >= 10);
  expect(resumed.slice(8).map(short)).toEqual([
    "seen.1 dee 1 entered by resumed",
    "seen.1 eve 1 entered by resumed",
  ]);

  // Somebody's count is made wrong behind its back: it is found, told right, and counted.
  expect(await server.stop()).toBe(0);
  await leaveBehindItsBack(dataDir, resumed[8]);
  server = await startRealServer({ dataDir });
  const differences = async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return /^habitus_membership_differences (\d+)$/m.exec(text)?.[1];
  };
  expect(await differences()).toBe("0");
  expect(await reconciled(server)).toMatchObject({
    found: 1,
    differences: [{ segment: "seen", told: false, kept: true, meant: true, mended: true }],
  });
  expect(await differences()).toBe("1");
  expect(await reconciled(server)).toMatchObject({ segments: 3, people: 4, found: 0, differences: [] });
  expect(await differences()).toBe("0");
  const mended = await transitionsUntil(server, ({ length }) => length >= 11);
  expect(mended.slice(10).map(short)).toEqual(["seen.1 dee 3 entered by correction"]);

  // Two ids of a person become one; an edit is built beside the old version; a deletion lets everybody go.
  await sendBatch(server.url, [{ userId: "ann", anonymousId: "phone", event: "Other" }]);
  const { rev } = await server.api<{ readonly rev: number }>("GET", "/api/segments/seen");
  const { key: _, ...edit } = segmentOf("seen", 'did "Other" or did "Viewed" at least 9 times');
  await server.api("PUT", "/api/segments/seen", { ...edit, rev });
  await drained(server);
  await isLive(server, "seen");
  await server.api("DELETE", "/api/segments/seen");
  await sendBatch(server.url, [{ userId: "cy", event: "Other" }]);
  const end = await transitionsUntil(
    server,
    (log) => log.filter(({ cause }) => cause === "deleted").length >= 2,
  );
  expect(end.slice(11).map(short)).toEqual([
    "seen.2 dee 4 left by definition",
    "seen.2 eve 2 left by definition",
    "seen.2 ann,phone 2 left by deleted",
    "seen.2 bob 2 left by deleted",
  ]);
  expect(await server.stop()).toBe(0);
});
