import {
  DAY_MS,
  HOUR_MS,
  type Instant,
  type JsonValue,
  must,
  type Random,
  seededRandom,
} from "@habitus/kernel";
import type { HistoryEvent } from "@habitus/segments";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  readTrend,
  type Trend,
  type TrendMeasure,
  type TrendRow,
  type TrendSplit,
  trendPeopleCount,
  trendPeopleStatement,
  trendStatement,
  trendValuesStatement,
} from "../src/index.ts";
import { TestStore } from "./chdb.ts";
import {
  audienceOf,
  isLookedAt,
  makeSmallWorlds,
  matchOf,
  planIn,
  type SmallWorld,
} from "./explored-worlds.ts";
import type { StoredPerson } from "./history-rows.ts";
import { NOW } from "./worlds.ts";

/** Fills of the store, of so many worlds each, with a question of its own each. */
const FILLS = Number(process.env["HABITUS_RUNS"] ?? 1);
const WORLDS = { worlds: 50, people: 20 };
const seed = Number(process.env["HABITUS_SEED"] ?? 3_107);

let store: TestStore;
beforeAll(async () => {
  store = await TestStore.open();
});
afterAll(() => store.close());

const VALUES: readonly JsonValue[] = ["x", "y", "it's", "", 7, "7", true, null, [1], "2.5", -1.25];

function makeEvents(random: Random): readonly HistoryEvent[] {
  return Array.from({ length: random.int(0, 9) }, () => ({
    name: random.pick(["buy", "buy", "buy", "see"]),
    time:
      NOW -
      random.pick([random.int(0, 5) * DAY_MS, random.int(0, 6 * DAY_MS), random.int(-3, 3), 3 * HOUR_MS]),
    idHash: random.int(0, 0xffff_ffff).toString(16).padStart(32, "0"),
    offsetMinutes: random.pick([null, null, 120, -300]),
    properties: {
      ...(random.int(0, 4) === 0 ? {} : { k: random.pick(VALUES) }),
      amount: random.pick<JsonValue>([1, 2.5, "10", "ten", -3, 0.1]),
      items: Array.from({ length: random.int(0, 3) }, () => ({
        price: random.pick<JsonValue>([1, 2, "3.5", "?"]),
      })),
    },
  }));
}

/** Six days before now, cut unevenly as days are when clocks change. */
function makeEdges(random: Random): readonly Instant[] {
  const cuts = new Set(
    Array.from({ length: random.int(2, 8) }, () => NOW - random.int(-1, 6) * DAY_MS + random.int(-2, 2)),
  );
  cuts.add(NOW - 2 * DAY_MS).add(NOW - DAY_MS);
  return [...cuts].toSorted((a, b) => a - b);
}

const WHERES = ["", "", ' where k is "x"', " where amount > 1", " on weekdays", " between 06:00 and 18:00"];
const SPLITS: readonly (TrendSplit | null)[] = [null, { by: "property", path: ["k"] }, { by: "trait" }];
const MEASURES: readonly TrendMeasure[] = [
  { of: "times" },
  { of: "people" },
  { of: "people" },
  { of: "sum", path: ["amount"] },
  { of: "average", path: ["amount"] },
  { of: "minimum", path: ["amount"] },
  { of: "maximum", path: ["amount"] },
  { of: "median", path: ["amount"] },
  { of: "distinct count", path: ["k"] },
  { of: "sum", path: ["items", "price"] },
  { of: "distinct count", path: ["items", "price"] },
];

type Act = { readonly person: StoredPerson; readonly event: HistoryEvent };

/** By plain reading: what was planned here is said again in other words. */
function isMeant(where: string, { event }: Act): boolean {
  const { k, amount } = event.properties;
  const local = event.time + (event.offsetMinutes ?? 0) * 60_000;
  const hour = new Date(local).getUTCHours();
  const weekday = new Date(local).getUTCDay();
  if (where.includes("k is")) return k === "x";
  if (where.includes("amount")) return (numberOf(amount ?? null) ?? 0) > 1;
  if (where.includes("weekdays")) return weekday >= 1 && weekday <= 5;
  return !where.includes("between") || (hour >= 6 && hour < 18);
}

function numberOf(value: JsonValue): number | null {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}

function formOf(value: JsonValue): string {
  return typeof value === "object" ? "" : String(value);
}

function itemsOf({ properties }: HistoryEvent): readonly JsonValue[] {
  const items = properties["items"];
  return Array.isArray(items) ? items.map((item) => (item as { price: JsonValue }).price) : [];
}

function valuesAt(event: HistoryEvent, path: readonly string[]): readonly JsonValue[] {
  return path.length > 1 ? itemsOf(event) : [event.properties[path[0] ?? ""] ?? null];
}

function measured(measure: TrendMeasure, acts: readonly Act[]): number | null {
  if (!("path" in measure)) {
    return measure.of === "times" ? acts.length : new Set(acts.map(({ person }) => person)).size;
  }
  const { path } = measure;
  const values = acts.flatMap(({ event }) => valuesAt(event, path));
  if (measure.of === "distinct count") return new Set(values.map(formOf).filter((form) => form !== "")).size;
  const numbers = values
    .map(numberOf)
    .filter((value) => value !== null)
    .toSorted((a, b) => a - b);
  const sum = numbers.reduce((total, value) => total + value, 0);
  if (numbers.length === 0) return null;
  const middle = (numbers.length - 1) / 2;
  const at = (place: number): number => numbers[place] ?? 0;
  return {
    sum,
    average: sum / numbers.length,
    minimum: at(0),
    maximum: at(numbers.length - 1),
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
  }[measure.of];
}

function valueOf(split: TrendSplit | null, { person, event }: Act): string {
  if (split === null) return "";
  return split.by === "trait" ? planIn(person) : formOf(event.properties[split.path[0] ?? ""] ?? null);
}

async function compare(world: SmallWorld, random: Random): Promise<void> {
  const edges = makeEdges(random);
  const [first, last] = [must(edges[0], "edges"), must(edges.at(-1), "edges")];
  const where = random.pick(WHERES);
  const trend: Trend = {
    match: { ...matchOf(`did "buy"${where}`), window: { kind: "fixed", from: first, to: last } },
    measure: random.pick(MEASURES),
    split: random.pick(SPLITS),
    edges,
    at: NOW,
    audience: audienceOf(world),
  };
  const acts = world.people
    .filter(isLookedAt)
    .flatMap((person) => person.history.events.map((event) => ({ person, event })))
    .filter(({ event }) => event.name === "buy" && event.time <= NOW)
    .filter(({ event }) => event.time >= first && event.time < last)
    .filter((act) => isMeant(where, act));
  const periodOf = ({ event }: Act): Instant => edges.findLast((edge) => edge <= event.time) ?? 0;

  const sizes = new Map<string, number>();
  for (const value of new Set(acts.map((act) => valueOf(trend.split, act)))) {
    const own = acts.filter((act) => valueOf(trend.split, act) === value);
    sizes.set(value, measured(trend.measure.of === "people" ? trend.measure : { of: "times" }, own) ?? 0);
  }
  const ranked = [...sizes].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([value]) => value);
  const values = trend.split === null ? [] : ranked.slice(0, 2);
  if (trend.split !== null) {
    const told = await store.rows<{ readonly value: string }>(trendValuesStatement(trend, 2));
    expect(told.map(({ value }) => value)).toEqual(values);
  }
  const lineOf = (act: Act): number | null => {
    const place = values.indexOf(valueOf(trend.split, act));
    return place < 0 ? null : place;
  };
  const close = (value: number | null) => (value === null ? null : expect.closeTo(value, 9));
  const expected = (isWhole: boolean) =>
    [...new Set(acts.map((act) => JSON.stringify([isWhole ? null : periodOf(act), lineOf(act)])))]
      .map((key) => JSON.parse(key) as [Instant | null, number | null])
      .map(([period, value]) => {
        const own = acts.filter(
          (act) => lineOf(act) === value && (period === null || periodOf(act) === period),
        );
        const people = measured({ of: "people" }, own);
        return {
          period,
          value,
          times: own.length,
          people,
          figure: close(measured(trend.measure, own)),
          values: trend.split === null ? 0 : new Set(own.map((act) => valueOf(trend.split, act))).size,
        };
      });
  const sorted = <T extends { readonly period: number | null; readonly value: number | null }>(
    rows: readonly T[],
  ) => rows.toSorted((a, b) => (a.period ?? 0) - (b.period ?? 0) || (a.value ?? -1) - (b.value ?? -1));
  const found = await store.rows<TrendRow>(trendStatement(trend, values));
  expect(sorted(found.map((row) => readTrend(row, trend)))).toEqual(
    sorted([...expected(false), ...expected(true)]),
  );
  await comparePeople(trend, values, acts, random);
}

async function comparePeople(
  trend: Trend,
  values: readonly string[],
  acts: readonly Act[],
  random: Random,
): Promise<void> {
  if (acts.length === 0) return;
  const { event, person } = random.pick(acts);
  const place = values.indexOf(valueOf(trend.split, { event, person }));
  const from = random.int(0, 1) === 0 ? null : (trend.edges.findLast((edge) => edge <= event.time) ?? null);
  const found = { period: from, value: place < 0 ? null : place };
  const page = { after: random.pick([null, person.nodes[0] - 1]), limit: 3 };
  const listed = await store.rows<{ readonly person: string }>(
    trendPeopleStatement(trend, values, found, page),
  );
  const to = from === null ? Number.POSITIVE_INFINITY : (trend.edges.find((edge) => edge > from) ?? 0);
  const own = acts
    .filter((act) => values.indexOf(valueOf(trend.split, act)) === place)
    .filter((act) => from === null || (act.event.time >= from && act.event.time < to))
    .map((act) => act.person.nodes[0]);
  const sorted = [...new Set(own)].toSorted((a, b) => a - b);
  expect(listed.map((row) => Number(row.person))).toEqual(
    sorted.filter((each) => each > (page.after ?? 0)).slice(0, page.limit),
  );
  const [count] = await store.rows<{ readonly count: string }>(trendPeopleCount(trend, values, found));
  expect(Number(count?.count)).toBe(sorted.length);
}

it("periods, lines and totals are those of a plain count", { timeout: 900_000 }, async () => {
  for (let fill = 0; fill < FILLS; fill++) {
    const random = seededRandom(seed + fill);
    const worlds = makeSmallWorlds(random, WORLDS, () => makeEvents(random));
    await store.empty();
    await store.fill(worlds.flatMap(({ people }) => people));
    for (const world of worlds) await compare(world, random);
  }
});
