import { DAY_MS, seededRandom } from "@habitus/kernel";
import { DEFAULT_CONTEXT, mergePlans, parseDefinition, type Plan, planDefinition } from "@habitus/segments";
import {
  type Deeds,
  type DeedsRow,
  deedsStatement,
  type FiguresRow,
  figuresStatement,
  type PersonFigures,
  readDeeds,
  readFigures,
  scoredStatement,
} from "@habitus/segments-sql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PropensityQuestion, propensityQuestion } from "../../models/propensity-question.ts";
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
    properties: JSON.stringify({
      channel: random.int(0, 1) === 0 ? "email" : "push",
      ...(random.int(0, 3) === 0 ? {} : { amount: random.int(-3, 9) / 4 }),
    }),
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

function propensity(): PropensityQuestion {
  const parsed = parseDefinition("did Clicked in last 20 days", CONTEXT);
  const audience = parseDefinition("did Opened", CONTEXT);
  if (parsed.kind === "refused" || audience.kind === "refused") throw new Error("both can be read");
  const content = {
    name: "",
    goal: "",
    owner: "",
    kind: "propensity",
    outcome: parsed.definition.condition,
    audience: audience.definition.condition,
    valueProperty: "amount",
    everyHours: null,
    purpose: "ads",
  } as const;
  const names = ["Opened", "$identify", "Clicked", "Looked"];
  return { ...propensityQuestion(content, CONTEXT, AT, names), keeps: true };
}

async function figuresAt(at: number): Promise<ReadonlyMap<number, PersonFigures>> {
  const { plans, figures } = propensity();
  const wanted = { plans, figures, numbers: ["$score/m.points"], after: 0, upTo: NODES + 1 };
  const statement = figuresStatement(wanted, { at, present: AT + 10 });
  const rows = await store.query<FiguresRow>(statement, { lane: "backfill" });
  return new Map(rows.map((row) => readFigures(row, wanted)).map((each) => [each.person, each]));
}

/** What a person had done by an instant, as whoever reads the list of their events would count it. */
function script(person: number, at: number) {
  const own = events.filter(({ node, time }) => personOf(node) === person && time <= at);
  const of = (event: string | null) => own.filter(({ name }) => event === null || name === event);
  const within = (event: string | null, from: number, to: number) =>
    of(event).filter(({ time }) => time > at - from * DAY_MS && time <= at - to * DAY_MS);
  const times = (event: string | null) => of(event).map(({ time }) => time);
  const amount = ({ properties }: (typeof events)[number]): number =>
    (JSON.parse(properties) as { amount?: number }).amount ?? 0;
  return {
    isKnown: own.length > 0,
    isOfAudience: of("Opened").length > 0,
    happened: within("Clicked", 20, 0).length > 0,
    recency: (event: string | null) => [times(event).length === 0 ? null : Math.max(...times(event))],
    tenure: () => [times(null).length === 0 ? null : Math.min(...times(null))],
    frequency: (event: string | null) => [within(event, 80, 0).length],
    trend: (event: string | null) => [within(event, 20, 0).length, within(event, 40, 20).length],
    days: () => [new Set(within(null, 20, 0).map(({ time }) => Math.floor(time / DAY_MS))).size],
    value: () => [within(null, 80, 0).reduce((sum, each) => sum + amount(each), 0)],
  };
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

test("what people are known by is as a plain script counts it as of each instant, and so is whether it happened", async () => {
  const { behaviours, at: newest, horizonDays } = propensity();
  expect(behaviours.map(({ of, event }) => `${of} ${event ?? ""}`.trim()).join()).toBe(
    "recency Clicked,frequency Clicked,trend Clicked,days,recency,trend,tenure,value,recency Opened,frequency Opened,trend Opened,recency Looked,frequency Looked,trend Looked",
  );
  expect([newest, horizonDays]).toEqual([AT - 1, 20]);
  let [looked, happened] = [0, 0];
  for (const at of [newest, newest - 20 * DAY_MS, newest - 40 * DAY_MS, FIRST + DAY_MS]) {
    const found = await figuresAt(at);
    for (let person = 1; person <= NODES; person++) {
      const hand = script(person, at);
      const told = found.get(person);
      const isTold = hand.isKnown && personOf(person) === person;
      const expected = [isTold, hand.isOfAudience && person !== 2];
      expect([person, at, isTold && told !== undefined, told?.isLookedAt ?? false]).toEqual([
        person,
        at,
        ...expected,
      ]);
      if (told === undefined || !isTold) continue;
      expect([person, at, told.holds]).toEqual([person, at, [hand.happened]]);
      for (const { of, event, places } of behaviours) {
        const figures = places.map((place) => told.figures[place] ?? null);
        expect([person, at, of, event, figures]).toEqual([person, at, of, event, hand[of](event)]);
      }
      looked += told.isLookedAt ? 1 : 0;
      happened += hand.happened ? 1 : 0;
    }
  }
  expect([looked > 60, happened > 20]).toEqual([true, true]);
  // Of whoever did nothing what is stored is told, so that it can be taken back.
  expect((await figuresAt(FIRST - DAY_MS)).get(4)).toMatchObject({ isLookedAt: false, numbers: [3] });
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
