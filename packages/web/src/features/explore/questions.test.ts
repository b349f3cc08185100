import { expect, test } from "vitest";
import * as funnel from "./funnel-question.ts";
import * as paths from "./path-question.ts";
import * as patterns from "./pattern-question.ts";
import * as retention from "./retention-question.ts";
import * as trends from "./trend-question.ts";

const CHAIN =
  "did Came then Looked within 2 days without Gone between then Bought with same sku in last 30 days";

test("a funnel in the address is the funnel that is edited, and the one that is asked", () => {
  const search = {
    chain: CHAIN,
    segment: "vip",
    members: "start",
    trait: "plan.name",
    purpose: "ads",
  } as const;
  const draft = funnel.draftOf(search);
  expect(draft.chain.following).toHaveLength(2);
  expect(funnel.searchOf(draft)).toMatchObject({
    ...search,
    chain: expect.stringContaining("without Gone") as string,
  });
  expect(funnel.requestOf(search)).toEqual({
    chain: CHAIN,
    segment: "vip",
    members: "start",
    split: { trait: ["plan", "name"] },
    purpose: "ads",
  });
});

test("a time for the whole chain takes the place of those of its steps", () => {
  const search = { chain: CHAIN, within: "7 day", segments: "a,b" };
  const shown = funnel.searchOf(funnel.draftOf(search));
  expect(shown?.chain).not.toContain("within");
  expect(shown?.chain).toContain("without Gone between");
  expect(funnel.requestOf(search)).toMatchObject({
    within: { amount: 7, unit: "day" },
    split: { segments: ["a", "b"] },
  });
});

test("what cannot be asked yet has no address, and a spoilt address begins anew", () => {
  expect(funnel.searchOf(funnel.draftOf({}))).toBeNull();
  expect(funnel.requestOf({})).toBeNull();
  expect(funnel.draftOf({ chain: "did Came", within: "7 parsecs" })).toMatchObject({
    chain: { first: { event: "" } },
    within: null,
  });
  expect(retention.searchOf(retention.draftOf({ start: "did Came" }))).toBeNull();
  expect(retention.draftOf({ periods: "1e9" }).periods).toBe(8);
});

test("an event without a name cannot be asked for, whichever way it is meant", () => {
  const begun = { event: { startsWith: "" } } as const;
  const line = { event: begun, measure: "times", property: "" } as const;
  expect(trends.searchOf({ ...trends.draftOf({}), lines: [line] })).toBeNull();
  expect(paths.searchOf({ ...paths.draftOf({}), anchor: begun })).toBeNull();
  expect(retention.searchOf({ ...retention.draftOf({}), start: begun, back: begun })).toBeNull();
});

test("a retention table in the address is the one that is edited and asked", () => {
  const search = { start: "did Came where x is 1", back: "did Bought", unit: "month", periods: "5" } as const;
  expect(retention.searchOf(retention.draftOf(search))).toMatchObject({
    ...search,
    start: expect.stringContaining("x is 1") as string,
  });
  expect(retention.requestOf({ ...search, cohorts: "every", counting: "rolling" })).toEqual({
    ...search,
    periods: 5,
    cohorts: "every",
    counting: "rolling",
  });
});

test("a trend in the address is the trend that is edited, and the one that is asked", () => {
  const search = {
    lines: 'times did "Order Completed" where total > 50\nsum[total.net] did "Order Completed"',
    unit: "week",
    periods: "8",
    trait: "plan.name",
    top: "3",
    compare: "yes",
    segment: "vip",
  } as const;
  const draft = trends.draftOf(search);
  expect(draft.lines.map(({ measure, property }) => [measure, property])).toEqual([
    ["times", ""],
    ["sum", "total.net"],
  ]);
  expect(trends.searchOf(draft)).toEqual({
    ...search,
    members: undefined,
    property: undefined,
    purpose: undefined,
  });
  expect(trends.requestOf(search)).toEqual({
    lines: [
      { event: 'did "Order Completed" where total > 50', measure: "times" },
      { event: 'did "Order Completed"', measure: "sum", property: ["total", "net"] },
    ],
    unit: "week",
    periods: 8,
    split: { trait: ["plan", "name"] },
    top: 3,
    compare: true,
    segment: "vip",
  });
  expect(trends.requestOf({ lines: "nonsense" })).toBeNull();
  expect(trends.searchOf(trends.draftOf({}))).toBeNull();
});

test("paths in the address are the paths that are edited, and those that are asked", () => {
  const search = {
    anchor: 'did "Order Completed"',
    direction: "before",
    within: "2 hour",
    fold: "no",
    hidden: "A\nB",
  } as const;
  expect(paths.searchOf(paths.draftOf(search))).toMatchObject(search);
  expect(paths.requestOf(search)).toEqual({
    anchor: 'did "Order Completed"',
    direction: "before",
    days: 30,
    steps: 3,
    within: { amount: 2, unit: "hour" },
    top: 5,
    fold: false,
    hidden: ["A", "B"],
  });
  expect(paths.requestOf({ anchor: "everyone" })).toBeNull();
});

test("patterns in the address are those that are edited, and asked; a behaviour is a trend", () => {
  const search = {
    weeks: "20",
    measure: "share",
    values: '["Order: paid","products","category"]\n["Seen","page"]\n["Came","utm.source","of: all"]',
    segment: "vip",
    members: "start",
  } as const;
  expect(patterns.searchOf(patterns.draftOf(search))).toEqual({ ...search, purpose: undefined });
  const request = {
    weeks: 20,
    measure: "share",
    values: [
      { event: "Order: paid", property: ["products", "category"] },
      { event: "Seen", property: ["page"] },
      { event: "Came", property: ["utm.source", "of: all"] },
    ],
    segment: "vip",
    members: "start",
  } as const;
  expect(patterns.requestOf(search)).toEqual(request);
  expect(patterns.requestOf({})).toBeNull();
  for (const values of ["nonsense", "{}", '["Seen"]', '["Seen",1]', '["Seen",""]', '["","page"]'])
    expect(patterns.requestOf({ weeks: "12", values })).toBeNull();
  expect(patterns.valuesLabel('["Order: paid","products","category"]')).toBe(
    "Order: paid: products.category",
  );
  expect(patterns.valuesLabel("nonsense")).toBe("nonsense");
  const behaviour = { event: "Seen", property: ["page"], value: "a", text: "did Seen", total: 1, perDay: 1 };
  const days = { behaviour, from: "2026-01-01T00:00:00.000Z", to: "2026-01-08T00:00:00.000Z" };
  const asOf = { at: "2026-02-01T00:00:00.000Z", membersAt: "2025-12-01T00:00:00.000Z" };
  expect(patterns.trendOf({ ...request, values: [] }, asOf, days)).toEqual({
    lines: [{ event: "did Seen", measure: "people" }],
    unit: "day",
    from: days.from,
    to: "2026-01-07T23:59:59.999Z",
    ...asOf,
    segment: "vip",
  });
  expect(patterns.trendSearch({ ...request, values: [] }, behaviour)).toEqual({
    lines: "people did Seen",
    periods: "140",
    segment: "vip",
    members: "start",
    purpose: undefined,
  });
  expect(patterns.behaviourName(behaviour)).toBe("Seen: page = a");
  expect(patterns.behaviourName({ ...behaviour, called: "Start" })).toBe("Seen: page = Start (a)");
});
