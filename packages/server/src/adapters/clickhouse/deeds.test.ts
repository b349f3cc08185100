import { DAY_MS, seededRandom } from "@habitus/kernel";
import { DEFAULT_CONTEXT, mergePlans, parseDefinition, type Plan, planDefinition } from "@habitus/segments";
import { type Deeds, type DeedsRow, deedsStatement, readDeeds, scoredStatement } from "@habitus/segments-sql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { batchOf, eventRow, traitRow } from "../../store/event-store.contract.ts";
import type { ClickHouseEventStore } from "./clickhouse-event-store.ts";
import { startTestEngine, type TestEngine } from "./testing/start-engine.ts";

const FIRST = Date.UTC(2026, 0, 1);
const AT = FIRST + 100 * DAY_MS;
const EARLIER = AT - 28 * DAY_MS;
const HALF_LIFE = 14 * DAY_MS;
const NODES = 30;
const CONTEXT = { ...DEFAULT_CONTEXT, purposes: { ads: { otherwise: true, exceptIn: [] } } };

let engine: TestEngine;
let store: ClickHouseEventStore;

/** Node 7 belongs to person 3. */
const personOf = (node: number): number => (node === 7 ? 3 : node);
const random = seededRandom(8);
const events = Array.from({ length: 300 }, (_, index) =>
  eventRow(index + 1, {
    node: random.int(1, NODES),
    name: ["Opened", "Clicked", "Looked"][random.int(0, 2)] ?? "",
    time: FIRST + random.int(0, 110 * 24) * 3_600_000,
    properties: JSON.stringify({ channel: random.int(0, 1) === 0 ? "email" : "push" }),
  }),
);

beforeAll(async () => {
  engine = await startTestEngine();
  store = await engine.openStore({ database: "deeds" });
  const score = (place: number, node: number, value: string) =>
    traitRow(900 + place, { node, name: "$score/m.points", value, time: AT });
  const traits = [
    traitRow(890, { node: 2, name: "$consent/ads", value: "false", time: AT }),
    traitRow(891, { node: 4, name: "plan", value: '"pro"', time: AT - 5 }),
    traitRow(892, { node: NODES + 1, name: "$benefit_sought", value: '"work"', time: AT }),
    score(0, 2, "1.25"),
    score(1, 4, "3"),
    score(2, 9, "-0.5"),
    score(3, 11, "3"),
    score(4, 7, "12.000001"),
  ];
  const nodes = Array.from({ length: NODES + 1 }, (_, index) => ({ offset: 1, node: index + 1 }));
  await store.append(batchOf(1_000, { events, traits, nodes, moves: [{ offset: 950, node: 7, person: 3 }] }));
});
afterAll(async () => {
  await store.close();
  await engine.stop();
});

function planOf(text: string, purpose: string | null = "ads"): Plan {
  const parsed = parseDefinition(text, CONTEXT);
  if (parsed.kind === "refused") throw new Error(text);
  return planDefinition(parsed.definition, { ...CONTEXT, purpose });
}

const MATCHES = [
  { text: 'did Opened where channel is "email"', name: "Opened", channel: "email" },
  { text: "did Clicked", name: "Clicked", channel: null },
];

async function read(upTo = NODES + 1): Promise<readonly Deeds[]> {
  const rules = MATCHES.map(({ text }) => planOf(text, null));
  const audience = planOf(MATCHES.map(({ text }) => `(${text})`).join(" or "));
  const wanted = {
    plans: mergePlans([audience, planOf('plan is "pro"', null)]),
    matches: rules.flatMap(({ leaves }) =>
      leaves.flatMap((leaf) => (leaf.kind === "count" ? [leaf.events] : [])),
    ),
    halfLifeMs: HALF_LIFE,
    earlier: EARLIER,
    numbers: ["$score/m.points"],
    texts: ["$benefit_sought"],
    after: 0,
    upTo,
  };
  const rows = await store.query<DeedsRow>(deedsStatement(wanted, { at: AT, present: AT + 10 }), {
    lane: "backfill",
  });
  return rows.map((row) => readDeeds(row, wanted));
}

function byHand(person: number, until: number): readonly number[] {
  return MATCHES.map(({ name, channel }) => {
    const own = events.filter((event) => {
      const { channel: said } = JSON.parse(event.properties) as { channel: string };
      const isMeant = event.name === name && (channel === null || said === channel);
      return isMeant && personOf(event.node) === person && event.time <= until;
    });
    return own.reduce((sum, { time }) => sum + 2 ** ((time - until) / HALF_LIFE), 0);
  });
}

const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 7) as number);

test("what is left of everybody's events is as by hand, now and four weeks before, of merged people too", async () => {
  const found = await read();
  const looked = found.filter(({ isLookedAt }) => isLookedAt);
  expect(looked.length).toBeGreaterThan(20);
  for (const { person, left, before } of looked) {
    expect([person, left]).toEqual([person, close(byHand(person, AT))]);
    expect([person, before]).toEqual([person, close(byHand(person, EARLIER))]);
  }
  expect(looked.some(({ person }) => person === 3)).toBe(true);
  expect(found.some(({ person }) => person === 7)).toBe(false);
});

test("whoever refuses is not looked at, and what is stored of them is told so that it can be taken back", async () => {
  const found = new Map((await read()).map((each) => [each.person, each]));
  expect(found.get(2)).toMatchObject({ isLookedAt: false, numbers: [1.25] });
  expect(found.get(4)).toMatchObject({ holds: [true], numbers: [3], texts: [null] });
  expect(found.get(NODES + 1)).toMatchObject({ isLookedAt: false, left: [0, 0], texts: ["work"] });
  expect((await read(5)).every(({ person }) => person <= 5)).toBe(true);
});

test("people come by their score, the highest first, page by page, of a plan alone", async () => {
  const page = async (plan: Plan, after: { number: string; person: number } | null, limit = 2) => {
    const statement = scoredStatement(plan, { trait: "$score/m.points", after, limit }, { at: AT });
    const rows = await store.query<{ person: string; number: string }>(statement, { lane: "interactive" });
    return rows.map(({ person, number }) => [Number(person), Number(number)]);
  };
  const everyone = planOf("everyone", null);
  expect(await page(everyone, null)).toEqual([
    [3, 12.000001],
    [4, 3],
  ]);
  expect(await page(everyone, { number: "3", person: 4 })).toEqual([
    [11, 3],
    [2, 1.25],
  ]);
  expect(await page(everyone, { number: "1.25", person: 2 })).toEqual([[9, -0.5]]);
  expect(await page(planOf('plan is "pro"', null), null)).toEqual([[4, 3]]);
  expect(await page(planOf("everyone"), null, 9)).toHaveLength(4);
});
