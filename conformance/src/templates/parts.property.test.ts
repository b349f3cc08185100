import { fileURLToPath } from "node:url";
import { must } from "@habitus/kernel";
import type { History } from "@habitus/segments";
import { readTemplates } from "@habitus/server";
import fc from "fast-check";
import { expect, test } from "vitest";
import { reference } from "../engines/evaluators.ts";
import { ago, did, inside, scored, upTo } from "./planted.ts";
import { plannedAmong } from "./planned-among.ts";

const FOLDER = fileURLToPath(new URL("../../../packages/server/data/templates", import.meta.url));
const numRuns = Number(process.env["HABITUS_RUNS"] ?? 60);
const seed = Number(process.env["HABITUS_SEED"] ?? 20_260_610);

const templates = await readTemplates(FOLDER);

/** For each of the people the groups that mean them. */
function groupsOf(
  keys: readonly string[],
  people: readonly History[],
): ReadonlyMap<History, readonly string[]> {
  const plans = keys.map((key) => {
    const { definition } = must(
      templates.find((each) => each.key === key),
      key,
    );
    return { key, plan: plannedAmong(definition, people, ago(0)) };
  });
  return new Map(
    people.map((history) => [
      history,
      plans.filter(({ plan }) => reference(plan, history, ago(0))).map(({ key }) => key),
    ]),
  );
}

const orders = (count: number) =>
  did(
    "Order Completed",
    upTo(count).map((day) => ago(1 + day)),
  );
const ordered = (count: number): History => inside("a buyer", orders(count)).history;
const rated = (rate: number): History => inside("somebody", scored("shop.rate", rate)).history;

test.each([
  ["orders", ["heavy-buyers", "medium-buyers", "light-buyers"], ordered],
  ["rates", ["heavy-by-rate", "medium-by-rate", "light-by-rate"], rated],
] as const)("by %s everybody is heavy, medium or light, and nobody two of them", (_, keys, person) => {
  // Few different numbers for many people: most share theirs with others.
  const counts = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 40 });
  const property = fc.property(counts, (all) => {
    const groups = [...groupsOf(keys, all.map(person)).values()];
    expect(groups).toEqual(all.map(() => [expect.any(String)]));
    // Whoever has more is never in a lesser group.
    const places = all
      .map((count, place) => ({ count, group: keys.findIndex((key) => groups[place]?.[0] === key) }))
      .toSorted((a, b) => a.count - b.count || b.group - a.group);
    expect(places.map(({ group }) => group)).toEqual(
      places.map(({ group }) => group).toSorted((a, b) => b - a),
    );
  });
  fc.assert(property, { seed, numRuns });
});

test("where a third ordered once, these are the light ones and no others", () => {
  const counts = [1, 1, 1, 1, 2, 2, 3, 3, 4, 5, 8, 9];
  const groups = groupsOf(["heavy-buyers", "medium-buyers", "light-buyers"], counts.map(ordered));
  const [light, medium, heavy] = [["light-buyers"], ["medium-buyers"], ["heavy-buyers"]];
  expect([...groups.values()]).toEqual([
    light,
    light,
    light,
    light,
    medium,
    medium,
    medium,
    medium,
    medium,
    heavy,
    heavy,
    heavy,
  ]);
});

const RFM = templates.filter(({ family }) => family === "RFM").map(({ key }) => key);
type Bought = { readonly daysAgo: number; readonly orders: number; readonly spent: number };

/** All is spent on the newest order, so that money says nothing of how many there are. */
const bought = ({ daysAgo, orders: count, spent }: Bought): History =>
  inside(
    "a buyer",
    upTo(count).flatMap((place) =>
      did("Order Completed", ago(daysAgo, -place), { revenue: place === 0 ? spent : 0 }),
    ),
  ).history;

test("by recency, frequency and money everybody is in one group, and no beginner is among those who came again", () => {
  const buyer = fc.record({
    daysAgo: fc.integer({ min: 1, max: 30 }),
    orders: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 5 })),
    spent: fc.integer({ min: 1, max: 20 }),
  });
  const property = fc.property(fc.array(buyer, { minLength: 1, maxLength: 30 }), (all) => {
    const groups = [...groupsOf(RFM, all.map(bought)).values()];
    expect(groups).toEqual(all.map(() => [expect.any(String)]));
    const once = groups.flatMap(([group = ""], place) => (all[place]?.orders === 1 ? [group] : []));
    const forOnce = ["rfm-new", "rfm-promising", "rfm-about-to-sleep", "rfm-hibernating", "rfm-lost"];
    expect(once.filter((group) => !forOnce.includes(group))).toEqual([]);
  });
  fc.assert(property, { seed, numRuns });
});

test("where 40% ordered once, each group is somebody's, and new ones are those with one order", () => {
  const all = upTo(200).map((place): Bought => {
    const often = (place * 37) % 100;
    const orders = often < 40 ? 1 : Math.floor(often / 20);
    return { daysAgo: place + 1, orders, spent: 1 + ((place * 61) % 97) };
  });
  expect(all.filter(({ orders }) => orders === 1)).toHaveLength(80);
  const groups = [...groupsOf(RFM, all.map(bought)).values()].flat();
  expect(groups).toHaveLength(all.length);
  expect([...new Set(groups)].toSorted()).toEqual(RFM.toSorted());
  const ordersOf = (key: string) =>
    all.flatMap(({ orders }, place) => (groups[place] === key ? [orders] : []));
  expect(new Set([...ordersOf("rfm-new"), ...ordersOf("rfm-promising")])).toEqual(new Set([1]));
  expect(ordersOf("rfm-potential-loyal")).not.toContain(1);
});
