import { DAY_MS, seededRandom } from "@habitus/kernel";
import {
  DEFAULT_CONTEXT,
  parseDefinition,
  type Plan,
  type PlanContext,
  planDefinition,
} from "@habitus/segments";
import { type OrderRow, ordersStatement, type OrdersWanted, readOrders } from "@habitus/segments-sql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { batchOf, eventRow, traitRow } from "../../store/event-store.contract.ts";
import type { EventRow } from "../../store/event-store.ts";
import type { ClickHouseEventStore } from "./clickhouse-event-store.ts";
import { startTestEngine, type TestEngine } from "./testing/start-engine.ts";

const FIRST = Date.UTC(2026, 0, 1);
const AT = FIRST + 100 * DAY_MS - 1;
const FIRST_DAY = FIRST / DAY_MS;
const SEEN_UP_TO = FIRST_DAY + 60;
const NODES = 40;
const MARKETING = { ...DEFAULT_CONTEXT, purposes: { ads: { otherwise: true, exceptIn: [] } } };
const ORDER = 'did "Order Completed" where revenue >= 0 or did Renewal';

let engine: TestEngine;
let store: ClickHouseEventStore;

const events: readonly EventRow[] = madeUp();
/** Node 7 belongs to person 3. */
const personOf = (node: number): number => (node === 7 ? 3 : node);

function madeUp(): readonly EventRow[] {
  const random = seededRandom(5);
  return Array.from({ length: 400 }, (_, index) => {
    const name = ["Order Completed", "Renewal", "Looked"][random.int(0, 2)] ?? "";
    const revenue = [0, 0.1, 12.345678912, -5, "7.5", null][random.int(0, 5)];
    return eventRow(index + 1, {
      node: random.int(1, NODES),
      name,
      time: FIRST + random.int(0, 110 * 24) * 3_600_000,
      properties: JSON.stringify({ revenue }),
    });
  });
}

beforeAll(async () => {
  engine = await startTestEngine();
  store = await engine.openStore({ database: "orders" });
  const traits = [
    traitRow(900, { node: 2, name: "$consent/ads", value: "false", time: AT }),
    traitRow(901, { node: 2, name: "$score/m.orders", value: "1.25", time: AT + 5 }),
    traitRow(902, { node: 4, name: "$score/m.orders", value: "3", time: AT }),
    traitRow(903, { node: NODES + 1, name: "$score/m.orders", value: "0.5", time: AT }),
    traitRow(904, { node: 4, name: "born", value: "1975", time: AT }),
    traitRow(905, { node: 5, name: "member", value: "true", time: AT }),
    traitRow(906, { node: 6, name: "born", value: '"long ago"', time: AT }),
    traitRow(907, { node: 2, name: "born", value: "1950", time: AT }),
    traitRow(908, { node: NODES + 1, name: "born", value: "1990", time: AT }),
  ];
  const nodes = Array.from({ length: NODES + 1 }, (_, index) => ({ offset: 1, node: index + 1 }));
  await store.append(batchOf(1_000, { events, traits, nodes, moves: [{ offset: 950, node: 7, person: 3 }] }));
});
afterAll(async () => {
  await store.close();
  await engine.stop();
});

function planOf(text: string, context: PlanContext = MARKETING): Plan {
  const parsed = parseDefinition(text, context);
  if (parsed.kind === "refused") throw new Error(text);
  return planDefinition(parsed.definition, { ...context, purpose: "ads" });
}

async function read(more: Partial<OrdersWanted> = {}) {
  const people = planOf(ORDER);
  const matches = people.leaves.flatMap((leaf) => (leaf.kind === "count" ? [leaf.events] : []));
  const wanted: OrdersWanted = {
    people,
    matches,
    path: ["revenue"],
    zone: "UTC",
    seenUpTo: SEEN_UP_TO,
    traits: ["$score/m.orders", "$score/m.alive"],
    after: 0,
    upTo: NODES + 1,
    ...more,
  };
  const statement = ordersStatement(wanted, { at: AT, present: AT + 10 });
  const rows = await store.query<OrderRow>(statement, { lane: "backfill" });
  return rows.map((row) => readOrders(row, wanted.traits.length, wanted.known?.length));
}

/** The same by hand. */
function byHand() {
  const people = new Map<number, Map<number, number>>();
  for (const { node, name, time, properties } of events) {
    const { revenue } = JSON.parse(properties) as { revenue: number | string | null };
    const value = revenue === null ? null : Number(revenue);
    const isOrder = name === "Renewal" || (name === "Order Completed" && value !== null && value >= 0);
    if (!isOrder || time > AT) continue;
    const days = people.get(personOf(node)) ?? new Map<number, number>();
    const day = Math.floor(time / DAY_MS);
    people.set(personOf(node), days.set(day, (days.get(day) ?? 0) + (value ?? 0)));
  }
  return people;
}

const upTo = (days: ReadonlyMap<number, number>, last: number) => {
  const sorted = [...days].filter(([day]) => day <= last).sort(([a], [b]) => a - b);
  const again = sorted.slice(1);
  return {
    days: sorted.length,
    lastDay: sorted.at(-1)?.[0] ?? 0,
    spentAgain: again.reduce((sum, [, value]) => sum + value, 0),
    logGaps: again.reduce((sum, [day], index) => sum + Math.log(day - (sorted[index]?.[0] ?? 0)), 0),
  };
};

test("orders of all people are summed up as by hand: days of the zone, merged people, values that come to zero", async () => {
  const found = await read();
  const known = byHand();
  expect(known.size).toBeGreaterThan(35);
  for (const [person, days] of known) {
    const { orders } = found.find((each) => each.person === person) ?? { orders: null };
    if (person === 2) continue;
    const whole = upTo(days, Number.POSITIVE_INFINITY);
    const seen = upTo(days, SEEN_UP_TO);
    expect(orders?.firstDay).toBe(Math.min(...days.keys()));
    for (const [told, hand] of [
      [orders?.all, whole],
      [orders?.seen, seen],
    ] as const) {
      expect([person, told?.days, told?.lastDay]).toEqual([person, hand.days, hand.lastDay]);
      expect(told?.spentAgain).toBeCloseTo(hand.spentAgain, 9);
      expect(told?.logGaps).toBeCloseTo(hand.logGaps, 9);
    }
  }
  expect(found.filter(({ orders }) => orders !== null).length).toBe(known.size - 1);
});

test("who refuses the purpose is not read; a score of theirs is still told, and so is that of who has no order", async () => {
  const found = await read();
  expect(found.find(({ person }) => person === 2)).toEqual({
    person: 2,
    orders: null,
    numbers: [1.25, null],
    known: [],
  });
  expect(found.find(({ person }) => person === 4)?.numbers).toEqual([3, null]);
  expect(found.find(({ person }) => person === NODES + 1)).toMatchObject({
    orders: null,
    numbers: [0.5, null],
  });
});

test("stretches of people come to the same as all at once, and a value is not needed", async () => {
  const all = await read();
  const pieces = [await read({ upTo: 3 }), await read({ after: 3, upTo: 20 }), await read({ after: 20 })];
  expect(pieces.flat()).toEqual(all);
  const without = await read({ path: null });
  expect(without.map(({ orders }) => orders?.all.days)).toEqual(all.map(({ orders }) => orders?.all.days));
  expect(without.every(({ orders }) => orders === null || orders.all.spentAgain === 0)).toBe(true);
});

test("days are those of the zone, also where its clocks were set forward in between", async () => {
  const found = await read({ zone: "Europe/Berlin" });
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Berlin" });
  const firsts = new Map<number, string>();
  for (const { node, name, time } of events) {
    if (name !== "Renewal" || time > AT) continue;
    const person = personOf(node);
    const shown = day.format(time);
    if ((firsts.get(person) ?? "9") > shown) firsts.set(person, shown);
  }
  const dateOf = (days: number): string => new Date(days * DAY_MS).toISOString().slice(0, 10);
  let compared = 0;
  for (const { person, orders } of found) {
    const first = firsts.get(person);
    if (orders === null || first === undefined) continue;
    expect(dateOf(orders.firstDay) <= first).toBe(true);
    if (dateOf(orders.firstDay) === first) compared++;
  }
  expect(compared).toBeGreaterThan(10);
});

test("what is known of buyers is read beside as numbers: none of whoever may not be looked at, and nobody is there for its sake", async () => {
  const known = ["born", "member"];
  const found = await read({ known });
  expect(found.map(({ person }) => person)).toEqual((await read()).map(({ person }) => person));
  const of = (person: number) => found.find((each) => each.person === person)?.known;
  expect([4, 5, 6].map(of)).toEqual([
    [1_975, Number.NaN],
    [Number.NaN, 1],
    [Number.NaN, Number.NaN],
  ]);
  // The second refused, and the last has no order: both are there for their scores alone.
  expect([2, NODES + 1].map(of)).toEqual([
    [Number.NaN, Number.NaN],
    [Number.NaN, Number.NaN],
  ]);
});
