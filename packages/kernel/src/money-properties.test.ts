import { expect, test } from "vitest";
import { isCurrency, isPresentCurrency, readCurrency } from "./currencies.ts";
import { convertedAmount, isMoneyName, isMoneyOfProduct, sentAmount } from "./money-properties.ts";

test("amounts have names of the product beside those that were sent", () => {
  expect([convertedAmount("revenue"), convertedAmount("quantity"), convertedAmount("$revenue")]).toEqual([
    "$revenue",
    null,
    null,
  ]);
  expect([sentAmount("$price"), sentAmount("price"), sentAmount("$currency")]).toEqual(["price", null, null]);
  expect(["$total", "$currency", "$item", "total"].map(isMoneyOfProduct)).toEqual([true, true, false, false]);
});

test.each([
  ["revenue", true],
  ["orderTotal", true],
  ["net_amount", true],
  ["cart.value", true],
  ["quantity", false],
  ["total_length", false],
  ["prices_seen", false],
  ["", false],
])("whether %j holds money: %s", (name, expected) => {
  expect(isMoneyName(name)).toBe(expected);
});

test("a currency is read whatever its letter case", () => {
  expect(["eur", " USD ", "euro", "XXX", "", "€"].map(readCurrency)).toEqual([
    "EUR",
    "USD",
    null,
    null,
    null,
    null,
  ]);
  expect(isCurrency("eur")).toBe(false);
});

test("former currencies are read, and are none to have today", () => {
  const former = ["HRK", "LTL", "EEK", "MRO", "BYR", "VEF", "SLL", "DEM"];
  expect(former.map((code) => readCurrency(code.toLowerCase()))).toEqual(former);
  expect(former.filter(isPresentCurrency)).toEqual([]);
  expect(["EUR", "USD", "JPY", "XXX"].map(isPresentCurrency)).toEqual([true, true, true, false]);
});
