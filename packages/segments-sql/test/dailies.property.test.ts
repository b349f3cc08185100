import { DAY_MS, type JsonValue, type Random, seededRandom } from "@habitus/kernel";
import type { HistoryEvent } from "@habitus/segments";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type Dailies,
  type DailyRow,
  dailiesStatement,
  dailyNamesStatement,
  readDaily,
} from "../src/index.ts";
import { TestStore } from "./chdb.ts";
import { audienceOf, isLookedAt, makeSmallWorlds, type SmallWorld } from "./explored-worlds.ts";
import type { StoredPerson } from "./history-rows.ts";
import { NOW } from "./worlds.ts";

const WORLDS = { worlds: Number(process.env["HABITUS_RUNS"] ?? 1) * 12, people: 25 };
const seed = Number(process.env["HABITUS_SEED"] ?? 6_120);
const VALUES = [
  { event: "buy", path: ["k"] },
  { event: "buy", path: ["items", "kind"] },
  { event: "see", path: ["k"] },
] as const;
/** Days of other lengths than 24 hours, as where clocks change. */
const EDGES = [-6, -5, -3.96, -3, -1.5, 0.2].map((days) => NOW + days * DAY_MS);
const TOP = 3;

let store: TestStore;
beforeAll(async () => {
  store = await TestStore.open();
});
afterAll(() => store.close());

function makeEvents(random: Random): readonly HistoryEvent[] {
  const value = (): JsonValue => random.pick<JsonValue>(["x", "x", "y", "it's", "", 7, "7", true, null]);
  return Array.from({ length: random.int(0, 8) }, () => ({
    name: random.pick(["buy", "buy", "see", "go", "hidden", "rare"]),
    time: NOW - random.pick([random.int(0, 7 * DAY_MS), random.int(-2, 2), random.int(0, 6) * DAY_MS]),
    idHash: random.int(0, 0xffff_ffff).toString(16).padStart(32, "0"),
    offsetMinutes: null,
    properties: {
      ...(random.int(0, 4) === 0 ? {} : { k: value() }),
      items: Array.from({ length: random.int(0, 3) }, () => ({ kind: value() })),
    },
  }));
}

type Seen = {
  readonly subject: number;
  readonly value: string;
  readonly time: number;
  readonly node: number;
};

const formOf = (value: JsonValue): string =>
  value === null || typeof value === "object" ? "" : String(value);

/** By plain reading. */
function seenOf({ history, nodes: [node] }: StoredPerson): readonly Seen[] {
  const events = history.events.filter(
    ({ name, time }) => name !== "hidden" && time <= NOW && time >= (EDGES[0] ?? 0),
  );
  return events.flatMap(({ name, time, properties }) => {
    const seen = (subject: number, value: string): Seen => ({ subject, value, time, node });
    const own = VALUES.flatMap(({ event, path }, place) => {
      if (event !== name) return [];
      const items = properties["items"] as readonly { readonly kind: JsonValue }[];
      const values = path.length === 1 ? [properties["k"] ?? null] : items.map(({ kind }) => kind);
      const forms = new Set(values.map(formOf).filter((form) => form !== ""));
      return [...forms].map((form) => seen(place + 1, form));
    });
    return [seen(0, name), ...own];
  });
}

async function compare(world: SmallWorld, hasAudience: boolean): Promise<void> {
  const dailies: Dailies = {
    hidden: ["hidden"],
    values: VALUES,
    edges: EDGES,
    at: NOW,
    audience: hasAudience ? audienceOf(world) : null,
  };
  const seen = world.people.filter((each) => !hasAudience || isLookedAt(each)).flatMap(seenOf);
  const subjects = [0, ...VALUES.map((_, place) => place + 1)];
  const ranked = subjects.map((subject) => {
    const times = new Map<string, number>();
    for (const each of seen) {
      if (each.subject === subject) times.set(each.value, (times.get(each.value) ?? 0) + 1);
    }
    return [...times].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([value]) => value);
  });
  type NameRow = { readonly subject: string; readonly names: string; readonly told: readonly string[] };
  const names = await store.rows<NameRow>(dailyNamesStatement(dailies, TOP));
  const found = subjects.map((subject) => names.find((row) => Number(row.subject) === subject));
  expect(found.map((row) => row?.told ?? [])).toEqual(ranked.map((values) => values.slice(0, TOP)));
  expect(found.map((row) => Number(row?.names ?? 0))).toEqual(ranked.map(({ length }) => length));

  const told = ranked.map((values) => values.slice(0, TOP));
  const expected = new Map<string, readonly Seen[]>();
  const dayOf = (time: number): number => EDGES.findLast((edge) => edge <= time) ?? 0;
  for (const each of seen) {
    const place = told[each.subject]?.indexOf(each.value) ?? -1;
    const keys = [
      ...(place < 0 ? [] : [[each.subject, place, dayOf(each.time)]]),
      ...(each.subject === 0 ? [[null, 0, dayOf(each.time)]] : []),
    ].map((key) => JSON.stringify(key));
    for (const key of keys) expected.set(key, [...(expected.get(key) ?? []), each]);
  }
  const rows = (await store.rows<DailyRow>(dailiesStatement(dailies, told))).map(readDaily);
  const figures = rows.map(({ subject, place, day, times, people }) => {
    return [JSON.stringify([subject, place, day]), [times, people]] as const;
  });
  expect(new Map(figures)).toEqual(
    new Map(
      [...expected].map(([key, own]) => [key, [own.length, new Set(own.map(({ node }) => node)).size]]),
    ),
  );
}

it("counts of days are those of plain reading", { timeout: 120_000 }, async () => {
  const random = seededRandom(seed);
  const worlds = makeSmallWorlds(random, WORLDS, () => makeEvents(random));
  await store.empty();
  await store.fill(worlds.flatMap(({ people }) => people));
  for (const world of worlds) await compare(world, true);
  const whole = { key: "", people: worlds.flatMap(({ people }) => people) };
  await compare(whole, false);
});
