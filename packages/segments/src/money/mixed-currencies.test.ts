import { expect, test } from "vitest";
import { printDefinition } from "../text/print-definition.ts";
import { parseDefinition } from "../text/parse-definition.ts";
import type { Definition } from "../tree/definition.ts";
import { observedProblems } from "../vocabulary/observed-problems.ts";
import { observedWarnings } from "../vocabulary/observed-warnings.ts";
import type { CurrencyCount, Vocabulary } from "../vocabulary/vocabulary.ts";
import { inOwnCurrency } from "./in-own-currency.ts";
import { sumsOfMoney } from "./sums-of-money.ts";

function read(text: string): Definition {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  return parsed.definition;
}

const EUR = { said: "EUR", own: "EUR", events: 69 };
const USD = { said: "USD", own: "EUR", events: 31 };

function vocabularyOf(currencies: readonly CurrencyCount[], currency: string | null = "EUR"): Vocabulary {
  const event = { count: 100, looked: 0, properties: [], closed: false, currencies };
  return {
    events: [
      { ...event, name: "Order Completed" },
      { ...event, name: "Order Refunded", currencies: [] },
      { ...event, name: "purchase" },
    ],
    eventsClosed: true,
    traits: [],
    traitsClosed: false,
    segments: [],
    lists: [],
    groups: [],
    occasions: [],
    currency,
  };
}

/** The text with each place between «», and what is offered there. */
function warned(text: string, vocabulary = vocabularyOf([EUR, USD])): readonly string[] {
  const problems = observedProblems(text, observedWarnings(read(text), vocabulary));
  return problems.map(
    ({ from, to, code, suggestion }) =>
      `${code} «${text.slice(from, to)}»${suggestion === null ? "" : ` -> ${suggestion}`}`,
  );
}

const MIXED = ["mixed_currencies «revenue» -> $revenue"];

test.each([
  ['sum of "Order Completed".revenue in last 90 days >= 500', MIXED],
  ['average of "Order Completed".revenue > 5 or did "Order Completed"', MIXED],
  ['not minimum of "Order Completed".revenue > 5', MIXED],
  ['maximum of "Order Completed".revenue > 5', MIXED],
  ['median of "Order Completed".revenue > 5 where coupon exists', MIXED],
  ['sum of any event starting with "Order".revenue > 5', MIXED],
  ['in top 20% by sum of "Order Completed".revenue in last 365 days', MIXED],
  ['in top 20% by last of "Order Completed".revenue', MIXED],
  ['quantile tier 2 of 5 by average of "Order Completed".revenue', MIXED],
  ['rfm recency 5 and monetary >= 4 by "Order Completed".revenue', MIXED],
  ["rfm monetary >= 4", ["mixed_currencies «monetary»"]],
  [
    'sum of "Order Completed".products.price >= 500',
    ["mixed_currencies «products.price» -> products.$price"],
  ],
  ['sum of "Order Completed".net_amount >= 500', ["perhaps_mixed_currencies «net_amount»"]],
  ['sum of "Order Completed".time_spent >= 500', ["perhaps_mixed_currencies «time_spent»"]],
  ['sum of "Order Completed".item_total >= 500', ["perhaps_mixed_currencies «item_total»"]],
  ['any member of their account (sum of "Order Completed".revenue >= 500)', MIXED],
])("%s", (text, expected) => {
  expect(warned(text)).toEqual(expected);
});

test.each([
  'sum of "Order Completed".$revenue >= 500',
  'sum of "Order Completed".products.quantity >= 5',
  'sum of "Order Completed".revenue >= 500 where currency is "EUR"',
  'sum of "Order Completed".revenue >= 500 where currency in ("EUR") and coupon exists',
  'in top 20% by sum of "Order Completed".revenue where (currency is "EUR")',
  'rfm monetary >= 4 by "Order Completed".revenue where (currency is "USD")',
  'rfm recency 5 and frequency >= 4 by "Order Completed".revenue',
  'sum of "Order Refunded".total >= 500',
  'last of "Order Completed".revenue >= 500',
  'distinct count of "Order Completed".revenue >= 5',
  'did "Order Completed" where revenue > 500',
])("%s mixes nothing", (text) => {
  expect(warned(text)).toEqual([]);
});

test("a where clause that leaves several currencies in pins none", () => {
  expect(warned('sum of "Order Completed".revenue >= 500 where currency is not "EUR"')).toEqual(MIXED);
  expect(warned('sum of "Order Completed".revenue >= 500 where currency in ("EUR", "USD")')).toEqual(MIXED);
  expect(warned('sum of "Order Completed".revenue >= 500 where currency is "EUR" or coupon exists')).toEqual(
    MIXED,
  );
});

const message = (text: string, vocabulary: Vocabulary): string | undefined =>
  observedWarnings(read(text), vocabulary)[0]?.message;

test("the warning says what is mixed, how much of it, and the way out", () => {
  const sum = 'sum of "Order Completed".revenue >= 500';
  expect(message(sum, vocabularyOf([EUR, USD]))).toBe(
    '`revenue` of `Order Completed` sums EUR and USD together: 69 % of the events are in EUR, 31 % of the events are in USD; use `$revenue`, which is in EUR, or add `where currency is "EUR"`',
  );
  expect(
    message(
      sum,
      vocabularyOf(
        [
          { ...EUR, own: null },
          { ...USD, own: null },
        ],
        null,
      ),
    ),
  ).toBe(
    '`revenue` of `Order Completed` sums EUR and USD together: 69 % of the events are in EUR, 31 % of the events are in USD; choose the workspace\'s currency under Settings, Money, so that amounts are converted as events come in, or add `where currency is "EUR"`',
  );
  expect(message(sum, vocabularyOf([EUR, { said: null, own: null, events: 31 }], null))).toContain(
    "sums EUR and amounts without a currency together: 69 % of the events are in EUR, 31 % of the events say none",
  );
});

test("what says no currency is in the workspace's own", () => {
  const sum = 'sum of "Order Completed".revenue >= 500';
  expect(warned(sum, vocabularyOf([EUR, { said: null, own: "EUR", events: 5 }]))).toEqual([]);
  expect(warned(sum, vocabularyOf([{ said: null, own: null, events: 5 }], null))).toEqual([]);
});

test("converted amounts are warned of where some are missing, or are in two currencies", () => {
  const sum = 'sum of "Order Completed".$revenue >= 500';
  expect(message(sum, vocabularyOf([EUR, { ...USD, own: null }]))).toBe(
    "`$revenue` of `Order Completed` is not there in 31 % of the events: they came before the workspace had a currency, or there was no rate for theirs; what they are worth is left out",
  );
  expect(warned(sum, vocabularyOf([EUR, { ...USD, own: "CHF" }]))).toEqual(["mixed_currencies «$revenue»"]);
  expect(
    warned(
      'sum of "Order Completed".$revenue >= 500 where $currency is "EUR"',
      vocabularyOf([EUR, { ...USD, own: "CHF" }]),
    ),
  ).toEqual([]);
});

test.each([
  [
    'rfm recency 5 and monetary >= 4 by "Order Completed".revenue',
    'rfm recency 5 and monetary >= 4 by "Order Completed".$revenue',
  ],
  [
    'sum of "Order Completed".products.price > 5 and in top 10% by average of a.total',
    'sum of "Order Completed".products.$price > 5 and in top 10% by average of a.$total',
  ],
  ['sum of a.revenue > 5 where currency is "EUR"', 'sum of a.revenue > 5 where currency is "EUR"'],
  ["sum of a.quantity > 5 and rfm monetary 5", "sum of a.quantity > 5 and rfm monetary 5"],
])("in the workspace's currency: %s", (text, expected) => {
  expect(printDefinition(inOwnCurrency(read(text), null))).toBe(printDefinition(read(expected)));
});

test("after the currency was changed, the way out is the present one, however few events are in it", () => {
  const vocabulary = vocabularyOf(
    [
      { said: "EUR", own: "EUR", events: 90_000 },
      { said: "USD", own: "USD", events: 10 },
    ],
    "USD",
  );
  const sum = 'sum of "Order Completed".$revenue in last 7 days >= 500';
  expect(message(sum, vocabulary)).toBe(
    '`$revenue` of `Order Completed` sums EUR and USD together: more than 99 % of the events are in EUR, less than 1 % of the events are in USD, since the workspace\'s currency was changed; add `where $currency is "USD"`',
  );
  expect(warned(`${sum} where $currency is "USD"`, vocabulary)).toEqual([]);
});

test.each([
  ["sum of a.revenue in last 7 days > 5", 'sum of a.$revenue in last 7 days > 5 where $currency is "USD"'],
  [
    "not in top 10% by average of a.total where (coupon exists or b exists)",
    'not in top 10% by average of a.$total where ((coupon exists or b exists) and $currency is "USD")',
  ],
  [
    "rfm recency 5 and monetary >= 4 by a.revenue",
    'rfm recency 5 and monetary >= 4 by a.$revenue where ($currency is "USD")',
  ],
])("in the workspace's currency and no former one: %s", (text, expected) => {
  const made = inOwnCurrency(read(text), "USD");
  expect(printDefinition(made)).toBe(printDefinition(read(expected)));
  expect(sumsOfMoney(made).map(({ isPinned }) => isPinned)).toEqual([true]);
});

test("of a tree of any kind each sum is found", () => {
  const of = sumsOfMoney({ measures: [{ kind: "figure", of: read("sum of a.revenue > 5").condition }] });
  expect(of).toMatchObject([{ event: "a", property: ["revenue"], at: ["measures", 0, "of", "property"] }]);
});
