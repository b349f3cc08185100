import { expect, test } from "vitest";
import { readyTraits } from "./ready-traits.ts";

const DOLLARS = { currency: "USD", pinned: null };
const of = (key: string, ...[sent, money]: Parameters<typeof readyTraits>) =>
  readyTraits(sent, money).find((trait) => trait.key === key);

test("ready computed traits read the workspace's own events, and say which instead of which", () => {
  const sent = [
    { name: "order_placed", count: 5 },
    { name: "Order Refunded", count: 9 },
  ];
  expect(of("orders", sent, { currency: null, pinned: null })).toEqual({
    key: "orders",
    definition: "count of order_placed",
    instead: [{ usual: "Order Completed", own: "order_placed" }],
  });
  const both = [...sent, { name: "Order Completed", count: 1 }];
  expect(of("orders", both, DOLLARS)).toMatchObject({
    definition: 'count of "Order Completed"',
    instead: [],
  });
});

test("they put amounts together in the workspace's currency, and in the present one alone where it was changed", () => {
  expect(of("total-spend", [], DOLLARS)?.definition).toBe('sum of "Order Completed".$revenue');
  expect(of("total-spend", [], { currency: "USD", pinned: "USD" })?.definition).toBe(
    'sum of "Order Completed".$revenue where ($currency is "USD")',
  );
  expect(of("total-spend", [], { currency: null, pinned: null })?.definition).toBe(
    'sum of "Order Completed".revenue',
  );
});
