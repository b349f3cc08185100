import { must, readRate } from "@habitus/kernel";
import { expect, test } from "vitest";
import { addAmounts, type Exchange } from "./add-amounts.ts";

const EXCHANGE: Exchange = {
  currency: "EUR",
  rateOf: (said) => {
    if (said === null || said === "EUR") return "own";
    if (said === "USD") return must(readRate("0.5"), "is a rate");
    return said === "JPY" ? "no_rate" : "unknown_currency";
  },
};

test.each([
  ["{}", "{}"],
  ['{"quantity":3,"currency":"USD"}', '{"quantity":3,"currency":"USD"}'],
  ['{"revenue":12.50}', '{"revenue":12.50,"$revenue":12.5,"$currency":"EUR"}'],
  ['{"revenue":10,"currency":"EUR"}', '{"revenue":10,"currency":"EUR","$revenue":10,"$currency":"EUR"}'],
  [
    '{ "currency" : "USD" , "total":"-7.00", "tax": 1e2 }',
    '{ "currency" : "USD" , "total":"-7.00", "tax": 1e2 ,"$total":-3.5,"$tax":50,"$currency":"EUR"}',
  ],
  // An item without a currency has that of its event, one with has its own; what the catalogue says is in the catalogue's.
  [
    '{"currency":"USD","products":[{"price":4},5,{"price":4,"currency":"EUR","x":"}"},{"n":1}]}',
    '{"currency":"USD","products":[{"price":4,"$price":2},5,{"price":4,"currency":"EUR","x":"}","$price":4},{"n":1}],"$currency":"EUR"}',
  ],
  [
    '{"currency":"USD","price":2,"products":[{"price":2,"$item":{"price":8}}],"$item":{"price":6,"currency":"USD"}}',
    '{"currency":"USD","price":2,"products":[{"price":2,"$item":{"price":8,"$price":8},"$price":1}],"$item":{"price":6,"currency":"USD","$price":3},"$price":1,"$currency":"EUR"}',
  ],
  // Of equal keys the last counts, as everywhere.
  [
    '{"revenue":1,"currency":"EUR","revenue":2,"currency":"USD"}',
    '{"revenue":1,"currency":"EUR","revenue":2,"currency":"USD","$revenue":1,"$currency":"EUR"}',
  ],
  [String.raw`{"re\u0076enue":3}`, String.raw`{"re\u0076enue":3,"$revenue":3,"$currency":"EUR"}`],
  // No numbers, so no amounts.
  [
    '{"value":"high","total":null,"price":{"net":1},"tax":true}',
    '{"value":"high","total":null,"price":{"net":1},"tax":true}',
  ],
])("%s", (properties, added) => {
  expect(addAmounts(properties, EXCHANGE).properties).toBe(added);
});

test.each([
  ['{"revenue":1,"currency":"JPY","tax":2}', ["no_rate JPY", "no_rate JPY"]],
  ['{"revenue":1,"currency":"points"}', ["unknown_currency points"]],
  ['{"revenue":1,"currency":7}', ["unknown_currency "]],
  ['{"products":[{"price":1,"currency":{}}]}', ["unknown_currency "]],
])("%s gets none, and why is told", (properties, expected) => {
  const { converted, failed, properties: after } = addAmounts(properties, EXCHANGE);
  expect([converted, after]).toEqual([0, properties]);
  expect(failed.map(({ reason, currency }) => `${reason} ${currency}`)).toEqual(expected);
});

test("an amount that grows beyond what sums can hold is left out, the others are there", () => {
  const exchange: Exchange = { currency: "EUR", rateOf: () => must(readRate("1000"), "is a rate") };
  expect(addAmounts('{"revenue":999999999999999999,"tax":1,"currency":"USD"}', exchange)).toEqual({
    properties: '{"revenue":999999999999999999,"tax":1,"currency":"USD","$tax":1000,"$currency":"EUR"}',
    converted: 1,
    failed: [{ reason: "too_large", currency: "USD" }],
  });
});
