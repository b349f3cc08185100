import { createClient } from "@habitus/contract";
import { DAY_MS, formatInstant, HOUR_MS } from "@habitus/kernel";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { sendBatch } from "./testing/live.ts";
import { ADMIN_TOKEN, drained, type RealServer, startRealServer } from "./testing/real-server.ts";

const PEOPLE = 300;
const NOW = Date.now();
const at = (daysAgo: number): string => formatInstant(NOW - daysAgo * DAY_MS);
const OFTEN = 'did "Visited" at least 2 times in last 3 days and not plan is "pro"';

let server: RealServer;
const api = () => createClient({ baseUrl: server.url, fetch: globalThis.fetch, token: ADMIN_TOKEN });

/** Everybody comes first long ago; visits now and then, some under a device before they tell who they are; some turn "pro". */
function callsOf(person: number): readonly Readonly<Record<string, unknown>>[] {
  const userId = `u${person}`;
  const anonymousId = `d${person}`;
  const visits = Array.from({ length: 6 }, (_, n) =>
    at(12 - n * (0.4 + (person % 7) * 0.3) - person / 1_000),
  );
  const who = (n: number) => (n < 3 ? { anonymousId } : { userId });
  return [
    { anonymousId, event: "Landed", timestamp: at(40) },
    ...visits.map((timestamp, n) => ({ ...who(n), event: "Visited", timestamp })),
    { type: "identify", userId, anonymousId, traits: {}, timestamp: at(11) },
    ...(person % 5 === 0 ? [{ type: "identify", userId, traits: { plan: "pro" }, timestamp: at(10.2) }] : []),
  ];
}

beforeAll(async () => {
  server = await startRealServer({ dataDir: temporaryFolder("rehearsal") });
  const people = Array.from({ length: PEOPLE }, (_, person) => person);
  for (let from = 0; from < PEOPLE; from += 50) {
    await sendBatch(server.url, people.slice(from, from + 50).flatMap(callsOf));
  }
  await drained(server);
}, 60_000);
afterAll(() => server.stop());

async function rehearsed(body: Parameters<ReturnType<typeof api>["rehearseSegment"]>[0]["body"]) {
  const { id } = await api().rehearseSegment({ body });
  for (;;) {
    const { state, error } = await api().getJob({ params: { id } });
    if (state === "failed") throw new Error(error?.message);
    if (state === "done") return api().getRehearsal({ params: { id } });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("a rehearsal has at the end of each day the people that the event store has as of then, and each person's instants are edges", {
  timeout: 180_000,
}, async () => {
  const from = formatInstant(NOW - 14 * DAY_MS + 5 * HOUR_MS);
  const found = await rehearsed({ definition: OFTEN, from });
  expect(found.people).toBe(PEOPLE);
  expect(found.entered).toBeGreaterThan(PEOPLE / 2);
  const params = { id: found.id };
  for (const { day, until, size } of found.days) {
    const { people } = await api().listRehearsedPeople({ params, query: { side: "in", day, limit: 500 } });
    const then = await api().evaluateSegment({ body: { definition: OFTEN, at: until, limit: 500 } });
    expect([day, people.map(({ id }) => id), size]).toEqual([
      day,
      then.people.map(({ id }) => id),
      then.count,
    ]);
  }
  const { people } = await api().listRehearsedPeople({ params, query: { limit: 500 } });
  const isIn = async (id: string, instant: number): Promise<boolean> => {
    const body = { definition: OFTEN, at: formatInstant(instant), limit: 500 };
    return (await api().evaluateSegment({ body })).people.some((each) => each.id === id);
  };
  for (const { id, changes } of people.slice(0, 4)) {
    for (const change of changes) {
      const instant = Date.parse(change.at);
      expect(await isIn(id, instant - 1)).toBe(!change.entered);
      expect(await isIn(id, instant)).toBe(change.entered);
    }
  }
});

test("whoever does not allow the purpose now is in no rehearsal, whatever they allowed then", {
  timeout: 180_000,
}, async () => {
  const rule = { otherwise: true, exceptIn: [], refusedBySignal: false, categories: [] };
  await api().editPurpose({
    params: { key: "ads" },
    body: { name: "Ads", kind: "purpose", ...rule, rev: 0 },
  });
  const before = await rehearsed({ definition: OFTEN, purpose: "ads" });
  await api().sayPersonConsent({
    params: { id: "u1" },
    body: { purpose: "ads", allowed: false, source: "test" },
  });
  const after = await rehearsed({ definition: OFTEN, purpose: "ads" });
  expect(after.entered).toBe(before.entered - 1);
});

test("erasing somebody reaches rehearsals", { timeout: 180_000 }, async () => {
  const found = await rehearsed({ definition: OFTEN });
  const params = { id: found.id };
  const all = async () => (await api().listRehearsedPeople({ params, query: { limit: 500 } })).people;
  const [first] = await all();
  await api().erasePerson({ params: { id: first?.id ?? "" } });
  expect((await all()).map(({ id }) => id)).not.toContain(first?.id);
  expect((await all()).length).toBe(found.entered - 1);
});
