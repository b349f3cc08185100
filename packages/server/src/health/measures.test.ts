import { conditionLines, parseDefinition, printDefinition } from "@habitus/segments";
import { must } from "@habitus/kernel";
import { expect, test } from "vitest";
import { driftOf, ladderOf } from "./drift.ts";
import { sharedPaths } from "../store/item-paths.ts";
import { apartOf, askedOf, type Portrayed } from "./portrait.ts";
import { staysOf } from "./stays.ts";
import { conditionOf } from "./traces.ts";
import type { Trace } from "./health-report.ts";

const ladderText = (text: string): readonly string[] => {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(text);
  const [line] = conditionLines(parsed.definition);
  return ladderOf(must(line, "a line")).map((condition) => printDefinition({ version: 1, condition }));
};

test("what a line asks for has steps: how often, and parts of the number it compares with", () => {
  expect(ladderText('did "x" at least 3 times in last 30 days').slice(0, 2)).toEqual([
    "did x at least 1 time in last 30 days",
    "did x at least 2 times in last 30 days",
  ]);
  expect(ladderText('sum of "x".revenue in last 90 days < 50')).toEqual(
    ["12.5", "25", "50", "100", "200"].map((value) => `sum of x.revenue in last 90 days >= ${value}`),
  );
  expect(ladderText('plan is "pro"')).toEqual(['plan is "pro"']);
  expect(ladderText('sum of "x".revenue = 0')).toHaveLength(1);
});

test("steps become bins: nobody moved, or from the lowest to the highest", () => {
  const before = { everybody: 100, steps: [60, 20] };
  expect(driftOf("x", before, before).index).toBe(0);
  const now = { everybody: 100, steps: [60, 60] };
  // 40, 40 and 20 before; 40, none and 60 now, with half a person more in each bin.
  const part = (p: number, q: number): number => (q - p) * Math.log(q / p);
  const bins = [
    part(40.5 / 101.5, 40.5 / 101.5),
    part(40.5 / 101.5, 0.5 / 101.5),
    part(20.5 / 101.5, 60.5 / 101.5),
  ];
  expect(driftOf("x", before, now).index).toBeCloseTo(
    bins.reduce((sum, each) => sum + each, 0),
    12,
  );
});

const trace = (part: Partial<Trace>): Trace => {
  return { kind: "trait", name: "plan", path: [], value: "pro", inside: 0, everybody: 0, ...part };
};

test("what sets people apart: beyond chance, the most telling first, never what fewer than five have", () => {
  const of = { segment: "vip", inside: 100, everybody: 1_000 } as Portrayed;
  const traces = [
    trace({ value: "pro", inside: 30, everybody: 100 }),
    trace({ value: "gold", inside: 60, everybody: 120 }),
    trace({ value: "free", inside: 5, everybody: 500 }),
    trace({ value: "even", inside: 10, everybody: 100 }),
    trace({ value: "few", inside: 4, everybody: 5 }),
    trace({ value: "rare", inside: 4, everybody: 500 }),
    trace({ value: "none", inside: 0, everybody: 500 }),
  ];
  const { more, fewer, compared, notAllowed } = apartOf({ traces, notAllowed: ["secret"] }, of);
  expect(compared).toBe(7);
  expect(notAllowed).toEqual(["secret"]);
  expect(more.map(({ value, lift }) => [value, lift])).toEqual([
    ["gold", expect.closeTo(5, 10)],
    ["pro", expect.closeTo(3, 10)],
  ]);
  expect(fewer.map(({ value }) => value)).toEqual(["none", "free"]);
  expect(more[1]).toMatchObject({ people: 'in segment "vip" and plan is "pro"' });
});

test("what was said of people or sent to them is nothing that they did, and nothing that may not be read", () => {
  const itemPaths = ["Page Viewed", "Message Delivered", "Secret"].map((event) => ({
    event,
    paths: [["channel"]],
  }));
  const { hiddenEvents, items, notAllowed } = askedOf({
    observed: { events: [], traits: [], eventsClosed: true, traitsClosed: true },
    itemPaths,
    data: { events: { Secret: ["billing"], $identify: ["billing"] }, traits: {}, properties: {} },
    mayRead: (purposes) => purposes.length === 0,
  });
  expect(hiddenEvents).toEqual(
    expect.arrayContaining(["$identify", "$group", "$alias", "Message Sent", "Secret"]),
  );
  expect(new Set(hiddenEvents).size).toBe(hiddenEvents.length);
  expect(items.map(({ event }) => event)).toEqual(["Page Viewed"]);
  expect(notAllowed).toEqual(["Secret", "$identify"]);
});

test("traces are conditions of the language, items of lists too", () => {
  const text = (part: Partial<Trace>): string =>
    printDefinition({ version: 1, condition: conditionOf(trace(part)) });
  expect(text({ kind: "event", name: "Order Completed", value: null })).toBe(
    'did "Order Completed" in last 30 days',
  );
  const item = { kind: "item", name: "view", value: "hats" } as const;
  expect(text({ ...item, path: ["category"] })).toBe('did view in last 30 days where category is "hats"');
  const nested = text({ ...item, path: ["products", "category"] });
  expect(nested).toContain('any item of products (where category is "hats")');
  expect(parseDefinition(nested).kind).toBe("ok");
  const deeper = text({ ...item, path: ["a", "b", "c"] });
  expect(deeper).toContain("any item of a (where b.c is");
  expect(deeper).toContain("any item of a.b (where c is");
  expect(deeper).toContain("any item of b (where c is");
  expect(parseDefinition(deeper).kind).toBe("ok");
});

test("texts that events share, also in the items of lists", () => {
  const order = (id: string) => ({
    id,
    shop: { town: "Kyiv" },
    products: [{ category: "hats", tags: ["new", "new"] }, { category: "socks" }],
  });
  expect(sharedPaths([order("1"), order("2"), { n: 3 }])).toEqual([
    ["products", "category"],
    ["shop", "town"],
  ]);
});

test("currencies take up no place among them", () => {
  const order = { currency: "EUR", $currency: "EUR", shop: "x", products: [{ currency: "EUR", sku: "a" }] };
  expect(sharedPaths([order, order])).toEqual([["shop"], ["products", "sku"]]);
});

test("what the context says has places of its own behind what was sent, and only what tells people apart", () => {
  const view = (n: number) => ({
    ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((key) => [`k${key}`, key <= n ? "x" : ""])),
    $device_type: "ios",
    $library_name: "sdk",
    $page_url: "https://shop.example/",
    $locale: "uk",
  });
  const paths = sharedPaths([view(7), view(7), view(6)]).map(([name]) => name);
  expect(paths).toEqual(["k1", "k2", "k3", "k4", "k5", "k6", "$device_type", "$locale"]);
});

test("stays of whole days, told together", () => {
  expect(staysOf([])).toBeNull();
  const rows = [
    { days: "3", ended: 1, stays: "2" },
    { days: 10, ended: 0, stays: 2 },
  ];
  expect(staysOf(rows)).toEqual({
    stays: 4,
    ended: 2,
    medianDays: 3,
    after: [{ days: 7, share: 0.5, low: expect.closeTo(0.0578, 3), high: expect.closeTo(0.8449, 3) }],
  });
});
