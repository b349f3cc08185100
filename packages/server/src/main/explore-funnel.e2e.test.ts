import {
  createClient,
  type FunnelGroup,
  type FunnelPeopleRequest,
  type FunnelRequest,
  type TrendGroup,
  type TrendPeopleRequest,
} from "@habitus/contract";
import { DAY_MS, formatInstant, HOUR_MS } from "@habitus/kernel";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { isLive, segmentOf, sendBatch } from "./testing/live.ts";
import { ADMIN_TOKEN, drained, type RealServer, startRealServer } from "./testing/real-server.ts";

const PEOPLE = 400;
const NOW = Date.now() - HOUR_MS;
/** Everybody came; of three two looked, and of these every second bought, of the pros every eighth. */
const isPro = (person: number): boolean => person % 4 === 0;
const hasLooked = (person: number): boolean => person % 3 !== 0;
const hasBought = (person: number): boolean =>
  hasLooked(person) && (isPro(person) ? person % 32 === 4 : person % 2 === 1);
/** Refuses research. */
const refuses = (person: number): boolean => person % 5 === 0;
/** How long each took from the look to the order. */
const daysToBuy = (person: number): number => 1 + (person % 3);

let server: RealServer;
const api = () => createClient({ baseUrl: server.url, fetch: globalThis.fetch, token: ADMIN_TOKEN });
const all = Array.from({ length: PEOPLE }, (_, person) => person);
const count = (is: (person: number) => boolean): number => all.filter(is).length;

function callsOf(person: number): readonly Readonly<Record<string, unknown>>[] {
  const userId = `u${person}`;
  const at = (daysAgo: number): string => formatInstant(NOW - daysAgo * DAY_MS);
  const consent = { categoryPreferences: { research: !refuses(person) } };
  return [
    { type: "identify", userId, traits: { plan: isPro(person) ? "pro" : "free" }, timestamp: at(80) },
    { userId, event: "Came", timestamp: at(20), context: { consent } },
    ...(hasLooked(person) ? [{ userId, event: "Looked", timestamp: at(10) }] : []),
    ...(hasBought(person) ? [{ userId, event: "Bought", timestamp: at(10 - daysToBuy(person)) }] : []),
  ];
}

beforeAll(async () => {
  server = await startRealServer({ dataDir: temporaryFolder("funnel") });
  const purpose = {
    name: "Research",
    kind: "purpose",
    otherwise: true,
    exceptIn: [],
    refusedBySignal: false,
  };
  await server.api("PUT", "/api/purposes/research", { ...purpose, categories: [], rev: 0 });
  for (let from = 0; from < PEOPLE; from += 100) {
    await sendBatch(server.url, all.slice(from, from + 100).flatMap(callsOf));
  }
  await drained(server);
}, 60_000);
afterAll(() => server.stop());

const CHAIN = 'did "Came" then "Looked" then "Bought" within 2 days in last 30 days';
const ask = (body: Partial<FunnelRequest>) => api().exploreFunnel({ body: { chain: CHAIN, ...body } });
const behind = (body: Partial<FunnelPeopleRequest>) =>
  api().listFunnelPeople({ body: { chain: CHAIN, step: 1, which: "reached", ...body } });
const inTime = (person: number): boolean => hasBought(person) && daysToBuy(person) <= 2;

test("a funnel tells of each step who takes it, and every number opens the people behind it", {
  timeout: 60_000,
}, async () => {
  const { everybody, groups, painPoints, steps } = await ask({});
  const expected = [PEOPLE, count(hasLooked), count(inTime)];
  expect(everybody.steps.map(({ people }) => people)).toEqual(expected);
  expect(everybody.steps.map(({ dropped }) => dropped)).toEqual([
    PEOPLE - count(hasLooked),
    count(hasLooked) - count(inTime),
    0,
  ]);
  expect(everybody.steps[1]).toMatchObject({ median_ms: 10 * DAY_MS, p90_ms: 10 * DAY_MS });
  expect(everybody.steps[2]?.ofBefore.share).toBeCloseTo(count(inTime) / count(hasLooked), 12);
  expect([groups, painPoints]).toEqual([[], []]);
  expect(steps.map(({ text }) => text)).toEqual(["did Came", "did Looked", "did Bought"]);

  for (const [index, size] of expected.entries()) {
    const page = await behind({ step: index + 1 });
    const { count: kept } = await api().evaluateSegment({
      body: { definition: page.definition ?? "", limit: 0 },
    });
    expect([page.count, kept, page.remark]).toEqual([size, size, null]);
    const dropped = await behind({ step: index + 1, which: "dropped", limit: 7 });
    const rest = size - (expected[index + 1] ?? 0);
    expect([dropped.count, dropped.people.length]).toEqual([rest, Math.min(7, rest)]);
    const saved = await api().evaluateSegment({ body: { definition: dropped.definition ?? "", limit: 0 } });
    expect(saved.count).toBe(rest);
  }
  const first = await behind({ step: 2, limit: 100 });
  const second = await behind({ step: 2, limit: 100, after: first.next ?? "" });
  const known = new Set([...first.people, ...second.people].map(({ id }) => id));
  expect(known.size).toBe(200);
});

test("the time of the whole chain is reckoned from the first step", { timeout: 60_000 }, async () => {
  const chain = 'did "Came" then "Looked" then "Bought" in last 30 days';
  const within = { amount: 12, unit: "day" } as const;
  const { everybody } = await ask({ chain, within });
  expect(everybody.steps.map(({ people }) => people)).toEqual([PEOPLE, count(hasLooked), count(inTime)]);
  expect(everybody.steps[2]?.median_ms).toBeGreaterThanOrEqual(11 * DAY_MS);
  const page = await behind({ chain, within, step: 3 });
  expect(page.count).toBe(count(inTime));
  expect(page.definition).toBeNull();
  expect(page.remark).toContain("each step");
  const refused = ask({ within });
  await expect(refused).rejects.toMatchObject({ code: "invalid_request" });
});

test("groups are split by a trait or by segments, and the worse of them is a pain point", {
  timeout: 60_000,
}, async () => {
  const byPlan = await ask({ split: { trait: ["plan"] } });
  expect(byPlan.groups.map(({ group }) => group)).toEqual([
    { kind: "value", value: "free" },
    { kind: "value", value: "pro" },
  ]);
  const pros = byPlan.groups[1];
  expect(pros?.steps.map(({ people }) => people)).toEqual([
    count(isPro),
    count((person) => isPro(person) && hasLooked(person)),
    count((person) => isPro(person) && inTime(person)),
  ]);
  const [worst] = byPlan.painPoints;
  expect(worst).toMatchObject({ group: { kind: "value", value: "pro" }, step: 3 });
  expect(worst?.lost).toBeGreaterThan(10);
  expect(worst?.p).toBeLessThan(0.05);
  const group = { kind: "value", value: "pro" } as const;
  const page = await behind({ split: { trait: ["plan"] }, group, step: 2, which: "dropped" });
  const saved = await api().evaluateSegment({ body: { definition: page.definition ?? "", limit: 0 } });
  expect(page.count).toBe((pros?.steps[1]?.people ?? 0) - (pros?.steps[2]?.people ?? 0));
  expect(saved.count).toBe(page.count);

  for (const [key, definition] of Object.entries({ pros: 'plan is "pro"', everybody: "everyone" })) {
    await server.api("POST", "/api/segments", segmentOf(key, definition));
    await isLive(server, key);
  }
  const bySegments = await ask({ split: { segments: ["pros", "everybody"] } });
  expect(bySegments.groups.map(({ group: of, steps: [one] }) => [of, one?.people])).toEqual([
    [{ kind: "segment", key: "everybody" }, PEOPLE],
    [{ kind: "segment", key: "pros" }, count(isPro)],
  ]);
  const ofPros = await ask({ segment: "pros" });
  expect(ofPros.everybody.steps.map(({ people }) => people)).toEqual(pros?.steps.map(({ people }) => people));
  await expect(ask({ segment: "no-such" })).rejects.toMatchObject({ code: "not_found" });
});

test("who refuses the purpose is in no number", { timeout: 60_000 }, async () => {
  const { everybody } = await ask({ purpose: "research" });
  const allowing = (is: (person: number) => boolean) => count((person) => is(person) && !refuses(person));
  const expected = [allowing(() => true), allowing(hasLooked), allowing(inTime)];
  expect(everybody.steps.map(({ people }) => people)).toEqual(expected);
  expect((await behind({ purpose: "research", step: 3 })).count).toBe(expected[2]);
});

test("who refuses the purpose that the trait carries is in no group and no number", {
  timeout: 60_000,
}, async () => {
  const carry = (traits: Record<string, string[]>, rev: number) =>
    api().editDataPurposes({ body: { events: {}, properties: {}, traits, rev } });
  const { rev } = await carry({ plan: ["research"] }, 0);
  const split = { trait: ["plan"] };
  const { everybody, groups } = await ask({ split });
  const ofPlan = (pro: boolean) => (person: number) => isPro(person) === pro && !refuses(person);
  expect(groups.map(({ steps: [one] }) => one?.people)).toEqual([ofPlan(false), ofPlan(true)].map(count));
  expect(everybody.steps[0]?.people).toBe(count((person) => !refuses(person)));
  const group = { kind: "value", value: "pro" } as const;
  const page = await behind({ split, group });
  expect(page.count).toBe(count(ofPlan(true)));
  expect((await ask({})).everybody.steps[0]?.people).toBe(PEOPLE);
  await carry({}, rev);
});

test("of a past instant the period is kept as dates, and what a segment sees besides is told", {
  timeout: 60_000,
}, async () => {
  const at = formatInstant(NOW - 8.5 * DAY_MS);
  const chain = 'did "Came" then "Looked" then "Bought" in last 15 days';
  const saved = async (definition: string | null): Promise<number> =>
    (await api().evaluateSegment({ body: { definition: definition ?? "", limit: 0 } })).count;
  const first = await behind({ chain, at });
  expect([first.count, first.remark, await saved(first.definition)]).toEqual([PEOPLE, null, PEOPLE]);
  const third = await behind({ chain, at, step: 3 });
  expect(third.count).toBe(count((person) => hasBought(person) && daysToBuy(person) === 1));
  expect(await saved(third.definition)).toBe(count(hasBought));
  expect(third.remark).toContain("after the instant");
  const theirs = await behind({ chain: 'did "Came" then "Looked" this month in their time zone', at });
  expect(theirs.remark).toContain("from now");
});

test("a list is no value of a group, nor is it one to the segment that is kept", {
  timeout: 60_000,
}, async () => {
  const calls = [{ a: 1 }, [], ["x"], "basic", 7, true].flatMap((tier, index) => [
    { type: "identify", userId: `tier${index}`, traits: { tier } },
    { userId: `tier${index}`, event: "Tried" },
    { userId: `tier${index}`, event: "Stayed" },
  ]);
  await sendBatch(server.url, calls);
  await drained(server);
  const chain = 'did "Tried" then "Stayed"';
  const split = { trait: ["tier"] };
  const { groups } = await ask({ chain, split });
  expect(groups.map(({ group, steps: [one] }) => [group.kind, one?.people])).toEqual([
    ["none", 3],
    ["value", 1],
    ["value", 1],
    ["value", 1],
  ]);
  const places: readonly (readonly [FunnelGroup, TrendGroup, number])[] = [
    [{ kind: "none" }, { kind: "none" }, 3],
    // Of a trend having none is a line of its own, so it is named.
    [{ kind: "rest", except: ["basic"] }, { kind: "rest", except: ["", "basic"] }, 2],
  ];
  for (const [group, line, size] of places) {
    const trend: TrendPeopleRequest = { lines: [{ event: "did Tried" }], unit: "day", line: 0, period: null };
    const pages = [
      await behind({ chain, split, group }),
      await api().listTrendPeople({ body: { ...trend, split, group: line } }),
    ];
    for (const { count: told, definition } of pages) {
      const kept = await api().evaluateSegment({ body: { definition: definition ?? "", limit: 0 } });
      expect([told, kept.count]).toEqual([size, size]);
    }
  }
});

test("what is no funnel is refused with what would be one", async () => {
  const refusals = ['did "Came"', 'did "Came" then not "Looked" within 1 day'];
  for (const chain of refusals) {
    await expect(ask({ chain })).rejects.toMatchObject({
      code: "definition_refused",
      fix: expect.stringContaining("then") as string,
    });
  }
  await expect(ask({ chain: CHAIN, members: "start", segment: "pros" })).resolves.toMatchObject({
    groups: [],
  });
  await expect(ask({ at: formatInstant(NOW + 90 * DAY_MS) })).rejects.toMatchObject({
    code: "invalid_request",
  });
  await expect(behind({ step: 4 })).rejects.toMatchObject({ code: "invalid_request" });
});
