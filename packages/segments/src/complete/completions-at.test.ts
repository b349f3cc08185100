import { type JsonObject, parseJson } from "@habitus/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { definitions, WILD_WORDS } from "../../test/arbitrary-definition.ts";
import { settings } from "../../test/property-settings.ts";
import { printDefinition } from "../text/print-definition.ts";
import { readSyntax } from "../text/syntax.ts";
import { observe } from "../vocabulary/observe.ts";
import type { Vocabulary } from "../vocabulary/vocabulary.ts";
import { completionsAt } from "./completions-at.ts";

const sample = (text: string) => observe([{ value: parseJson(text) as JsonObject, times: 2 }]);

const VOCABULARY: Vocabulary = {
  events: [
    {
      name: "Order Completed",
      count: 9,
      looked: 2,
      ...sample('{"revenue":5,"category":"shoes","address":{"city":"Kyiv"}}'),
    },
    { name: "add to cart", count: 5, looked: 2, ...sample('{"sku":"a 1","gift":true}') },
    { name: "Message Opened", count: 4, looked: 2, ...sample('{"message":"Spring"}') },
    {
      name: "checkout",
      count: 3,
      looked: 2,
      ...sample('{"total":3,"products":[{"sku":"a","price":2,"tags":["new"]}],"codes":["x","y"]}'),
    },
    { name: "login", count: 3, looked: 0, properties: [], closed: false },
    { name: "$identify", count: 1, looked: 0, properties: [], closed: false },
  ],
  eventsClosed: true,
  traits: [...sample('{"plan":"pro","first name":"Ada","animals":[{"name":"Rex"}]}').properties],
  traitsClosed: true,
  accountTraits: sample('{"seats":5,"tier":"gold"}').properties,
  segments: [{ key: "vip", name: "Very important" }],
  lists: [{ key: "beta", name: "beta" }],
  groups: [{ key: "news", name: "Newsletter" }],
  computed: [{ key: "ltv", name: "Lifetime spend" }],
  accounts: [{ key: "acme inc", name: "Acme" }],
  occasions: [{ name: "Mother's Day", countries: ["GB", "US"] }],
};

/** The names offered where "|" stands, without the words of the language, and what the first would take the place of. */
function offered(marked: string) {
  const at = marked.indexOf("|");
  const text = marked.replace("|", "");
  const { to, items } = completionsAt(text, at, VOCABULARY);
  const names = items.filter(({ kind }) => kind !== "keyword");
  const words = items.filter(({ kind }) => kind === "keyword").map(({ label }) => label);
  return {
    place: text.slice(names[0]?.from ?? to, to),
    names: names.map(({ insert }) => insert),
    words,
    items,
  };
}

describe("names", () => {
  const EVENTS = ['"Order Completed"', '"add to cart"', '"Message Opened"', "checkout", "login"];
  // Behind what was seen stands what such an event is known to have.
  const PROPERTIES = [
    "revenue",
    "category",
    "address",
    "order_id",
    "total",
    "subtotal",
    "tax",
    "shipping",
    "discount",
    "currency",
    "coupon",
    "products",
  ];
  test.each([
    ["did |", "", EVENTS],
    ["did not |", "", EVENTS],
    ["did lo|", "lo", ["login"]],
    ["did ord|er", "order", ['"Order Completed"']],
    ['did "Or|', '"Or', ['"Order Completed"']],
    ['did "Or|der" in last 3 days', '"Order"', ['"Order Completed"']],
    ["did survey|", "survey", ['"Survey Answered"']],
    ["did message op|", "message op", ['"Message Opened"']],
    ["did add to c|", "add to c", ['"add to cart"']],
    ["did add  to |", "add  to ", ['"add to cart"']],
    ["sum of |", "", EVENTS],
    ["days active of lo|", "lo", ["login"]],
    ["did login then not |", "", EVENTS],
    ["did login then add to cart within 1 day without |", "", EVENTS],
    ["stopped |", "", EVENTS],
    ["(did login or did |", "", EVENTS],
    ['sum of "Order Completed".|', "", PROPERTIES],
    ['sum of "Order Completed".address.|', "", ["city"]],
    ['sum of "Order Completed".rev|', "rev", ["revenue"]],
    ['did "Order Completed" where |', "", PROPERTIES],
    ['did "Order Completed" at least 2 times where address.|', "", ["city"]],
    ['did "Order Completed" where revenue > 5 and |', "", PROPERTIES],
    ['did "Order Completed" where (revenue > 5 or |', "", PROPERTIES],
    ['did "Order Completed" where revenue > 5 and (category exists or not |', "", PROPERTIES],
    ["did login then add to cart (where |", "", ["sku", "gift"]],
    ["did add to cart then login with same |", "", ["sku", "gift"]],
    ['did "Order Completed" and |', "", ["plan", '"first name"', "animals"]],
    ['did "Order Completed" where revenue > 5 in last 3 days and |', "", ["plan", '"first name"', "animals"]],
    ['plan is "pro" and p|', "p", ["plan"]],
    ["in segment |", "", ["vip"]],
    ["did login and not in segment v|", "v", ["vip"]],
    ["in list |", "", ["beta"]],
    ["subscribed to |", "", ["news"]],
    ["did purchase and computed |", "", ["ltv"]],
    ['computed "l|', '"l', ["ltv"]],
    ["did login and in account ac|", "ac", ['"acme inc"']],
    ["occasion |", "", ['"Mother\'s Day"']],
    ['occasion "Mo|', '"Mo', ['"Mother\'s Day"']],
    ['occasion "Mother\'s Day" in next 3 days in "|', '"', ['"GB"', '"US"']],
    ["anniversary of p|", "p", ["plan"]],
    ["did checkout where any item of products (where |", "", ["sku", "price", "tags"]],
    ["did checkout where any item of products (where price > 5 and sk|", "sk", ["sku"]],
    ["did checkout where any item of products (where any item of tags (where |", "", []],
    ["did checkout where any item of p|", "p", ["products"]],
    ["did login then checkout (where every item of products (where |", "", ["sku", "price", "tags"]],
    ["sum of checkout.products.|", "", ["sku", "price", "tags"]],
    ["sum of checkout.products.price (where |", "", ["sku", "price", "tags"]],
    ["in top 20% by sum of checkout.products.pr|", "pr", ["price"]],
    ["did checkout where products.|", "", []],
    ["any item of animals (where |", "", ["name"]],
    ["any item of unheard (where |", "", []],
    ["in any account (where |", "", ["seats", "tier"]],
    ["in at least 2 accounts (where seats > 3 and not ti|", "ti", ["tier"]],
    ["did unheard where |", "", []],
    ['opened message "Sp|', '"Sp', ['"Spring"']],
    ["did not open message |", "", ['"Spring"']],
    ["clicked message |", "", []],
    ['opened message "Spring" where |', "", ["message", "channel", "campaign", "variant", "machine"]],
    ['answered survey "NPS" with s|', "s", ["survey", '"score"']],
    ['last event answered survey "NPS" has sc|', "sc", ['"score"']],
  ])("%s", (marked, place, names) => {
    expect(offered(marked)).toMatchObject({ place, names });
  });
});

test("where an account could stand, what it is sought by is told, and nowhere else", () => {
  const soughtAt = (text: string): string | null =>
    completionsAt(text, text.length, VOCABULARY).soughtAccount;
  expect(["in account ", "in account ac", 'not in account "Ac me', "in list ac"].map(soughtAt)).toEqual([
    "",
    "ac",
    "Ac me",
    null,
  ]);
});

test("where what a rare event carries could stand, the event is told, and nowhere else", () => {
  const soughtAt = (text: string, vocabulary = VOCABULARY): string | null =>
    completionsAt(text, text.length, vocabulary).soughtEvent;
  expect(
    ["did login where ", "did login where any item of bags (where x is ", "sum of login."].map((text) =>
      soughtAt(text),
    ),
  ).toEqual(["login", "login", "login"]);
  expect(
    ["did ", "did checkout where ", "did unheard where ", "did login and "].map((text) => soughtAt(text)),
  ).toEqual([null, null, null, null]);
  expect(soughtAt("did unheard where ", { ...VOCABULARY, eventsClosed: false })).toBe("unheard");
});

describe("values", () => {
  test.each([
    ["plan is |", "", ['"pro"']],
    ["plan is not |", "", ['"pro"']],
    ["did checkout where any item of products (where sku is |", "", ['"a"']],
    ["sum of checkout.products.price (where sku is |", "", ['"a"']],
    ["any item of animals (where name in (|", "", ['"Rex"']],
    ["in any account (where tier is |", "", ['"gold"']],
    ["did checkout where codes includes |", "", ['"x"', '"y"']],
    ["did checkout where codes includes any of (|", "", ['"x"', '"y"']],
    ['plan is "p|', '"p', ['"pro"']],
    ['plan is "x|', "", []],
    ['plan in ("free", |', "", ['"pro"']],
    ['"first name" is |', "", ['"Ada"']],
    ['did "Order Completed" where category is |', "", ['"shoes"']],
    ['did "Order Completed" where address.city contains |', "", ['"Kyiv"']],
    ['did "Order Completed" where revenue is |', "", ["5"]],
    ["did add to cart where gift is |", "", ["true"]],
    [
      'did "Order Completed" where revenue > 5 or category is "sh|oe" and plan is "pro"',
      '"shoe"',
      ['"shoes"'],
    ],
    ['did "Order Completed" where revenue > |', "", []],
  ])("%s", (marked, place, names) => {
    expect(offered(marked)).toMatchObject({ place, names });
  });
});

describe("words", () => {
  test("at the beginning and behind and they come before the traits", () => {
    for (const marked of ["|", "did login and |"]) {
      const { items, words } = offered(marked);
      expect(items[0]?.kind).toBe("keyword");
      expect(words).toEqual(expect.arrayContaining(["did", "not", "everyone", "sum", "in"]));
    }
  });

  test.each([
    ["di|", ["did", "distinct count"]],
    ["did login at l|", ["least"]],
    ["did login in la|", ["last"]],
    ["did login in last 30 d|", ["days"]],
    ["plan is n|", ["not"]],
    ["sum of login.x |", [">=", "<=", "="]],
    ["plan |", ["exists", "is", "contains", "starts with"]],
  ])("%s", (marked, words) => {
    expect(offered(marked).words).toEqual(expect.arrayContaining([...words]));
  });

  test("nothing is offered in comments and numbers, behind a word that has ended, and behind a mistake", () => {
    for (const marked of [
      "did login -- di|",
      "did login in last 3|",
      'did "login"|',
      "did login att least |",
      "plan is 5|",
    ]) {
      expect(offered(marked).items, marked).toEqual([]);
    }
  });

  test("what stands there already is not offered, of what is typed only what begins with it", () => {
    expect(offered("did|").words).toEqual([]);
    expect(offered("stop|ped").items).toEqual([]);
    expect(offered("did login at m|").words).toEqual(["most"]);
  });
});

test("at any place of any sentence, putting an offer in never breaks what was right before", () => {
  fc.assert(
    fc.property(definitions(WILD_WORDS), fc.double({ min: 0, max: 1, noNaN: true }), (definition, share) => {
      const sentence = printDefinition(definition);
      const at = Math.floor(share * sentence.length);
      const { to, items } = completionsAt(sentence, at, VOCABULARY);
      expect(at <= to && to <= sentence.length).toBe(true);
      for (const { insert, from } of items) {
        expect(0 <= from && from <= at).toBe(true);
        const begun = readSyntax(sentence.slice(0, from) + insert);
        const readUpTo = begun.kind === "ok" ? sentence.length : begun.at;
        expect(readUpTo, `${sentence.slice(0, from)}«${insert}»`).toBeGreaterThanOrEqual(from);
      }
    }),
    settings(60),
  );
});

test("amounts in the workspace's currency are offered where it has one, and say what they are", () => {
  const text = 'sum of "Order Completed".';
  const of = (currency: string | null) =>
    completionsAt(text, text.length, { ...VOCABULARY, currency }).items.flatMap(({ label, what }) =>
      label.startsWith("$") ? [`${label}: ${what}`] : [],
    );
  expect(of(null)).toEqual([]);
  expect(of("EUR")).toEqual([
    "$revenue: revenue in EUR",
    "$total: total in EUR",
    "$subtotal: subtotal in EUR",
    "$tax: tax in EUR",
    "$shipping: shipping in EUR",
    "$discount: discount in EUR",
  ]);
});
