import { hash128, hashHex, type JsonObject, type JsonValue, must, parseIso } from "@habitus/kernel";
import { describe, expect, test } from "vitest";
import { DEFAULT_CONTEXT } from "../normalise/context.ts";
import { compute, planComputed } from "./compute.ts";
import type { ComputedDefinition } from "./measure.ts";
import { parseComputed } from "./parse-computed.ts";
import { printComputed } from "./print-computed.ts";
import { READY_MEASURES } from "./ready-measures.ts";

function read(text: string): ComputedDefinition {
  const parsed = parseComputed(text);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  return parsed.definition;
}

const at = (text: string): number => must(parseIso(text), "an ISO time").at;
const event = (name: string, time: string, properties: JsonObject = {}) => ({
  name,
  time: at(time),
  idHash: hashHex(hash128(`${name} ${time}`)),
  offsetMinutes: parseIso(time)?.offsetMinutes ?? null,
  properties,
});
const trait = (name: string, value: JsonValue, time: string) => ({
  name,
  value,
  time: at(time),
  idHash: hashHex(hash128(`${name} ${time}`)),
});

const HISTORY = {
  events: [
    event("purchase", "2026-03-01T09:10:00+01:00", { revenue: 10, category: "shoes" }),
    event("purchase", "2026-03-07T21:30:00+01:00", { revenue: "5.5", category: "hats", coupon: null }),
    event("purchase", "2026-03-08T09:59:00+01:00", { revenue: 20, category: "shoes", coupon: "MARCH" }),
    event("view", "2026-03-09T08:00:00+01:00", { category: "hats", of: { shelf: [1, 2] } }),
    event("purchase", "2026-03-31T09:00:00+02:00", { revenue: 1_000 }),
  ],
  traits: [
    trait("email", "old@example.org", "2026-01-01T00:00:00Z"),
    trait("email", "new@example.org", "2026-02-01T00:00:00Z"),
    trait("email", "future@example.org", "2026-12-01T00:00:00Z"),
    trait("phone", null, "2026-01-01T00:00:00Z"),
  ],
};
const NOW = at("2026-03-10T12:00:00Z");

describe("what a computed trait comes to", () => {
  const cases: readonly (readonly [string, JsonValue])[] = [
    ["count of purchase", 3],
    ['count of purchase where revenue >= 10 and category is "shoes"', 2],
    ["count of refund", 0],
    ["sum of purchase.revenue", 35.5],
    ["sum of purchase.revenue in last 4 days", 25.5],
    ["sum of refund.revenue", 0],
    ["average of purchase.revenue", 11.833333333],
    ["average of refund.revenue", null],
    ["median of purchase.revenue where (revenue > 5)", 10],
    ["distinct count of purchase.category", 2],
    ["days active of purchase", 3],
    ["time of first purchase", "2026-03-01T08:10:00.000Z"],
    ["time of last purchase", "2026-03-08T08:59:00.000Z"],
    ["time of last refund", null],
    ["days since last purchase", 2],
    ["days since first purchase", 9],
    ["most frequent purchase.category", "shoes"],
    ['most frequent any event starting with "".category', "hats"],
    ["most frequent hour of purchase", 9],
    ["most frequent weekday of purchase", "sunday"],
    ["oldest purchase.coupon", "MARCH"],
    ["newest purchase.category", "shoes"],
    ['count of purchase where "else" is 1', 0],
    ["newest view.of", { shelf: [1, 2] }],
    ["newest view", { category: "hats", of: { shelf: [1, 2] } }],
    ["newest purchase where category.x is 1", null],
    ["email", "new@example.org"],
    ["phone", null],
    ["phone else email", "new@example.org"],
    ["phone else newest view.phone else user id", "u-1"],
    ["user id", "u-1"],
    ["count", null],
    ["average of refund.revenue else 0", 0],
    ["phone else 12.50", 12.5],
    ["phone else -3", -3],
    ['phone else text "none, \\"else\\""', 'none, "else"'],
    ['email else text "none"', "new@example.org"],
    ["text", null],
  ];
  test.each(cases)("%s", (text, value) => {
    const plan = planComputed(read(text), { ...DEFAULT_CONTEXT, purpose: "marketing" });
    expect(compute(plan, { history: HISTORY, userId: "u-1" }, NOW)).toEqual(value);
  });

  test.each([...cases.map(([text]) => text), 'COUNT   of purchase -- all\n else "else".x'])(
    "%s is printed as it is read",
    (text) => {
      const printed = printComputed(read(text));
      expect(read(printed)).toEqual(read(text));
      expect(printComputed(read(printed))).toBe(printed);
    },
  );
});

test("the ready ones tell the first and the last campaign, of who has none the referrer, and device", () => {
  const history = {
    events: [
      event("view", "2026-03-01T09:00:00Z", { $referrer_domain: "news.example", $device_type: "ios" }),
      event("view", "2026-03-02T09:00:00Z", { $campaign_source: "spring", $device_type: "desktop" }),
      event("purchase", "2026-03-03T09:00:00Z", { $campaign_source: "summer" }),
      event("view", "2026-03-04T09:00:00Z", { $device_type: "ios" }),
      event("Message Delivered", "2026-03-05T10:00:00Z", {}),
      event("Product Viewed", "2026-03-04T09:30:00Z", { category: "hats" }),
      event("Order Completed", "2026-03-03T20:00:00Z", { revenue: 10 }),
      event("Order Completed", "2026-03-04T09:45:00Z", { revenue: "5.5" }),
    ],
    traits: [],
  };
  const values = READY_MEASURES.map(({ key, definition }) => {
    const plan = planComputed(read(definition), DEFAULT_CONTEXT);
    return [key, compute(plan, { history, userId: null }, NOW)];
  });
  expect(values).toEqual([
    ["first-campaign-else-referrer", "spring"],
    ["last-campaign-else-referrer", "summer"],
    ["first-device", "ios"],
    ["last-device", "ios"],
    ["kinds-of-devices", 2],
    ["active-days-of-7", 2],
    ["active-days-of-28", 4],
    ["total-spend", 15.5],
    ["orders", 2],
    ["average-order", 7.75],
    ["days-since-last-order", 6],
    ["top-category", "hats"],
    ["favourite-hour", 9],
    ["favourite-weekday", "wednesday"],
  ]);
});

test("numbers keep every digit", () => {
  const history = { events: [event("a", "2026-01-01T00:00:00Z", { n: "123456789012345678.5" })], traits: [] };
  const plan = planComputed(read("sum of a.n"), DEFAULT_CONTEXT);
  expect(compute(plan, { history, userId: null }, NOW)).toEqual({ text: "123456789012345678.5" });
});

test.each([
  ["", "no_value", 0, 0],
  ["email else", "no_value", 10, 10],
  ["did purchase", "unexpected_end", 12, 12],
  ["count of purchase at least 3 times", "no_value", 0, 34],
  ["count of purchase and did b", "no_value", 0, 27],
  ["count of purchase in at least 2 of last 3 weeks", "no_value", 0, 47],
  ["phone else sum of purchase.revenue in lst 3 days", "unexpected_word", 38, 41],
  ["count of purchase in last 3 months", "no_sliding_months", 18, 34],
  ["sum of purchase in last 3 days", "unexpected_word", 16, 18],
  ["0", "no_value", 0, 1],
  ['phone else text "none" else email', "no_value", 10, 23],
  ["phone else 1 or y is 2", "no_value", 11, 22],
  ["phone else 5 %", "unexpected_word", 13, 14],
  ['phone else text "a" ignoring case', "no_value", 11, 33],
])("%s is refused", (text, code, from, to) => {
  const parsed = parseComputed(text);
  expect(parsed.kind === "refused" ? parsed.problems[0] : parsed).toMatchObject({ code, from, to });
});
