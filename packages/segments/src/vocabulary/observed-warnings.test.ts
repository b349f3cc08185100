import { CONTEXT_PROPERTIES, must, parseJson, type JsonObject } from "@habitus/kernel";
import { describe, expect, test } from "vitest";
import { checkDefinition } from "../check/check-definition.ts";
import { parseDefinition } from "../text/parse-definition.ts";
import { observe, OBSERVED } from "./observe.ts";
import { observedProblems } from "./observed-problems.ts";
import { observedWarnings } from "./observed-warnings.ts";
import type { Vocabulary } from "./vocabulary.ts";

const sample = (text: string, times = 1) => ({ value: parseJson(text) as JsonObject, times });

const ORDERS = [
  sample(
    '{"category":"shoes","revenue":12.5,"paid":true,"due":"2026-01-01","lines":[{"sku":"a","price":5,"tags":[{"color":"red"}]}]}',
    20,
  ),
  sample('{"category":"hats","revenue":"7","address":{"city":"Kyiv"},"note":"x","empty":"","none":null}', 10),
];

const VOCABULARY: Vocabulary = {
  events: [
    { name: "Order Completed", count: 30, looked: 30, ...observe(ORDERS) },
    { name: "Page Viewed", count: 5, looked: 0, properties: [], closed: false },
  ],
  eventsClosed: true,
  traits: observe([
    sample('{"plan":"pro"}', 15),
    sample('{"plan":"free"}', 15),
    sample('{"age":30,"pets":[{"name":"Rex"}]}', 2),
  ]).properties,
  traitsClosed: true,
  accountTraits: observe([sample('{"plan":"pro","seats":5}', 15), sample('{"plan":"free","seats":9}', 15)])
    .properties,
  accountsSeen: { looked: 30, closed: true },
  segments: [],
  lists: [],
  groups: [],
  occasions: [],
};

/** The text with each place between «», and what is offered there. */
function warned(text: string, vocabulary = VOCABULARY): readonly string[] {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  const problems = observedProblems(text, observedWarnings(parsed.definition, vocabulary));
  return problems.map(
    ({ from, to, code, suggestion }) =>
      `${code} «${text.slice(from, to)}»${suggestion === null ? "" : ` -> ${suggestion}`}`,
  );
}

describe("a definition of what there is", () => {
  test.each([
    'did "Order Completed" where category is "shoes" and revenue > 50 and due before 2027-01-01',
    'sum of "Order Completed".revenue >= 5 and distinct count of "Order Completed".category = 2',
    'did "Order Completed" where address.city is "Lviv" or paid is true or lines exists or any item of lines (where sku is "a")',
    'did "Order Completed" then "Page Viewed" (where anything is "x")',
    'plan is "pro" and age > 30 and plan in ("free", "gone")',
    'did "Order Completed" where category is "Shoes" ignoring case',
  ])("%s", (text) => {
    expect(warned(text)).toEqual([]);
  });
});

describe("what nobody has sent", () => {
  test.each([
    ['did "Order Complete"', ['unknown_event «"Order Complete"» -> "Order Completed"']],
    ["did order_completed at least 2 times", ['unknown_event «order_completed» -> "Order Completed"']],
    ["did Page  viewed", ['unknown_event «Page  viewed» -> "Page Viewed"']],
    ["did Unheard of", ["unknown_event «Unheard of»"]],
    ['did "Order Completed" where Category is "hats"', ["unknown_property «Category» -> category"]],
    ['did "Order Completed" where adress.city is "x"', ["unknown_property «adress.city» -> address.city"]],
    ['sum of "Order Completed".revenu >= 1', ["unknown_property «revenu» -> revenue"]],
    ['did "Page Viewed" then "Order Completed" (where gone exists)', ["unknown_property «gone»"]],
    ['did "Order Completed" where lines.sku is "a"', ["path_into_list «lines.sku»"]],
    ['did "Order Completed" where any item of lines (where skuu is "a")', ["unknown_property «skuu» -> sku"]],
    [
      'did "Order Completed" where any item of lines (where sku is "a" and (not prize > 3 or sku > 3))',
      ["unknown_property «prize» -> price", "never_a_number «> 3»"],
    ],
    [
      'did "Order Completed" where any item of lines (where any item of tags (where colour is "red"))',
      ["unknown_property «colour» -> color"],
    ],
    ['sum of "Order Completed".lines.prise > 3', ["unknown_property «lines.prise» -> lines.price"]],
    ['sum of "Order Completed".lines.sku > 3', ["never_a_number «lines.sku»"]],
    ['sum of "Order Completed".lines.price (where skuu is "a") > 3', ["unknown_property «skuu» -> sku"]],
    ['did any event starting with "order c"', ['unknown_event «"order c"» -> "Order C"']],
    ['did any event starting with "zebra"', ['unknown_event «"zebra"»']],
    ['did any event starting with "Order" or did any event starting with "Survey"', []],
    [
      'did "Order Completed" then "Order Completed" with same categry',
      ["unknown_property «categry» -> category"],
    ],
    ['rfm monetary 5 by "Order Completed".revenu in last 30 days', ["unknown_property «revenu» -> revenue"]],
    ["any item of pets (where nme exists)", ["unknown_property «nme» -> name"]],
    ['in any account (where plann is "pro")', ["unknown_trait «plann» -> plan"]],
    [
      'in at least 2 accounts (where plan is "pro" and not (seets >= 3 or plan > 3))',
      ["unknown_trait «seets» -> seats", "never_a_number «> 3»"],
    ],
    ['traits.plan is "pro"', ["unknown_trait «traits.plan» -> plan"]],
    [
      'user.plan is "pro" and person.agee > 3',
      ["unknown_trait «user.plan» -> plan", "unknown_trait «person.agee»"],
    ],
    ["plam is true", ["unknown_trait «plam» -> plan"]],
    ['"Order Completed" in last 3 days', ['unknown_trait «"Order Completed"» -> did "Order Completed"']],
    ["order_completed today", ['unknown_trait «order_completed» -> did "Order Completed"']],
    ['"Order Completed" in next 3 days', ['unknown_trait «"Order Completed"»']],
    ['"Order Completed" is 3', ['unknown_trait «"Order Completed"»']],
    [
      'did "Order Completed" where context.device.type is "ios"',
      ["context_is_no_property «context.device.type» -> $device_type"],
    ],
    [
      'distinct count of "Order Completed".context.page.referrer > 1',
      ["context_is_no_property «context.page.referrer» -> $referrer_url"],
    ],
    ['did "Order Completed" where context.ip is "x"', ["unknown_property «context.ip»"]],
    ['did "Order Completed" where $os_name is "iOS"', ["unknown_property «$os_name»"]],
  ])("%s", (text, expected) => {
    expect(warned(text)).toEqual(expected);
  });

  test("what was not looked at, or not to the end, is not called unknown", () => {
    const open = { ...VOCABULARY, eventsClosed: false, traitsClosed: false };
    expect(warned('did Unheard and nothing exists and did "Page Viewed" where x exists', open)).toEqual([]);
  });
});

test("what is said of a trait of accounts names those that were looked at, and nothing is while none was", () => {
  const parsed = parseDefinition('in any account (where plann is "pro")');
  const { definition } = must(parsed.kind === "ok" ? parsed : null, "it can be read");
  expect(observedWarnings(definition, VOCABULARY)).toEqual([
    {
      code: "unknown_trait",
      message: "`plann` is not among the traits of 30 accounts; did you mean `plan`?",
      path: "/condition/where/path",
      written: "plann",
      suggestion: "plan",
    },
  ]);
  const { accountsSeen: _, ...unseen } = VOCABULARY;
  expect(observedWarnings(definition, unseen)).toEqual([]);
});

test("an event that the product knows may come yet, and so may what it carries now and then", () => {
  const opened = {
    name: "Message Opened",
    count: 9,
    looked: 9,
    ...observe([sample('{"message":"Spring"}', 9)]),
  };
  const vocabulary = { ...VOCABULARY, events: [...VOCABULARY.events, opened] };
  expect(warned('opened message "Spring"', vocabulary)).toEqual([]);
  expect(warned('did "Message Opened" where mesage is "x"', vocabulary)).toEqual([
    "unknown_property «mesage» -> message",
  ]);
  const parsed = parseDefinition("clicked message");
  if (parsed.kind === "refused") throw new Error("reads");
  expect(observedWarnings(parsed.definition, vocabulary)).toMatchObject([
    { code: "unknown_event", message: "Nobody has sent `Message Clicked` yet" },
  ]);
});

describe("what nothing seen could meet", () => {
  test.each([
    ['did "Order Completed" where note > 5', ["never_a_number «> 5»"]],
    ['did "Order Completed" where category before 2026-01-01', ["never_a_time «before 2026-01-01»"]],
    ['did "Order Completed" where category is true', ["never_a_boolean «is true»"]],
    ['plan includes "pro"', ['never_a_list «includes "pro"»']],
    ["any item of plan", ["never_a_list «plan»"]],
    ['pets includes "Rex"', ['never_a_text «includes "Rex"»']],
    ["plan within 5 km of 50.45,30.52", ["never_a_place «within 5 km of 50.45,30.52»"]],
    ["plan in (5, 6)", ["never_a_number «in (5, 6)»"]],
    [
      'did "Order Completed" where address within 5 km of 50.45,30.52',
      ["never_a_place «within 5 km of 50.45,30.52»"],
    ],
    ['rfm monetary 5 by "Order Completed".category', ["never_a_number «category»"]],
    ['did "Order Completed" where lines contains "a"', ['never_a_text «contains "a"»']],
    ['average of "Order Completed".category > 1', ["never_a_number «category»"]],
    ['did "Order Completed" where category is "shoe"', ['value_never_seen «"shoe"» -> "shoes"']],
    ['did "Order Completed" where category is not "Hats"', ['value_never_seen «"Hats"» -> "hats"']],
    [
      'did "Order Completed" where category in ("coats", "bags")',
      ['value_never_seen «in ("coats", "bags")»'],
    ],
    ['plan starts with "x"', ['value_never_seen «starts with "x"»']],
  ])("%s", (text, expected) => {
    expect(warned(text)).toEqual(expected);
  });

  test("says why", () => {
    const parsed = parseDefinition('did "Order Completed" where category is "shoe" and note > 1');
    if (parsed.kind === "refused") throw new Error("reads");
    expect(observedWarnings(parsed.definition, VOCABULARY)).toEqual([
      {
        code: "value_never_seen",
        message:
          '`category` has only been "shoes", "hats" in the newest 30 `Order Completed`; did you mean "shoes"?',
        path: "/condition/where/of/0/test",
        written: '"shoe"',
        suggestion: '"shoes"',
      },
      {
        code: "never_a_number",
        message:
          "`note` is never a number in the newest 30 `Order Completed`, so no comparison with one can hold",
        path: "/condition/where/of/1/test",
        written: "note",
        suggestion: null,
      },
    ]);
  });
});

test("every offer mends its warning", () => {
  for (const text of [
    'did "Order Complete"',
    'did "Order Completed" where adress.city is "x"',
    'did "Order Completed" where category is "shoe"',
  ]) {
    const parsed = parseDefinition(text);
    if (parsed.kind === "refused") throw new Error("reads");
    const [problem] = observedProblems(text, observedWarnings(parsed.definition, VOCABULARY));
    const { from, to, suggestion } = must(problem, "it is warned");
    expect(warned(text.slice(0, from) + must(suggestion, "there is an offer") + text.slice(to))).toEqual([]);
  }
});

describe("observing", () => {
  test("lists are looked into: their items by paths of their own, single values by none", () => {
    const { properties } = observe([
      sample('{"items":[{"sku":"a","tags":["x","x"]},{"sku":"a"}],"codes":[1,1,"",null,[2]],"none":[]}', 2),
    ]);
    const shown = properties.map(({ path, items }) => [
      path.join("."),
      items?.properties.map((item) => [item.path.join("."), item.readings, item.values]),
    ]);
    expect(shown).toEqual([
      [
        "items",
        [
          ["sku", ["text"], ['"a"']],
          ["tags", [], []],
        ],
      ],
      ["codes", [["", ["text", "number", "time"], ["1"]]]],
      ["none", []],
    ]);
    const many = Object.fromEntries(Array.from({ length: OBSERVED.ofItems + 1 }, (_, n) => [`k${n}`, 1]));
    const [list] = observe([{ value: { list: [many] }, times: 2 }]).properties;
    expect(list?.items).toMatchObject({ closed: false });
    expect(list?.items?.properties).toHaveLength(OBSERVED.ofItems);
  });

  test("values that were there once are not listed, long ones and objects neither", () => {
    const long = "x".repeat(OBSERVED.valueLength + 1);
    const { properties } = observe([
      sample(`{"a":"one","b":"two","c":"${long}","d":{"e":1}}`),
      sample(`{"a":"once","b":"two","c":"${long}","d":{"e":1}}`),
    ]);
    const shown = properties.map(({ path, values, closed }) => [path.join("."), values, closed]);
    expect(shown).toEqual([
      ["a", [], false],
      ["b", ['"two"'], true],
      ["c", [], false],
      ["d", [], false],
      ["d.e", ["1"], true],
    ]);
  });

  test("keeps the most frequent and says when there is more", () => {
    const many = Array.from({ length: OBSERVED.properties + 5 }, (_, n) => sample(`{"k${n}":1}`, n + 1));
    const { properties, closed } = observe(many);
    expect(closed).toBe(false);
    expect(properties).toHaveLength(OBSERVED.properties);
    expect(properties[0]?.path).toEqual([`k${OBSERVED.properties + 4}`]);
    const values = Array.from({ length: OBSERVED.values + 1 }, (_, n) => sample(`{"k":${n}}`, 2));
    expect(observe(values).properties[0]).toMatchObject({
      closed: false,
      readings: ["text", "number", "time"],
    });
  });

  test("what the context says has places beside what was sent, and neither drives the other out", () => {
    const sent = Array.from({ length: OBSERVED.properties }, (_, n) => [`k${n}`, 1]);
    const context = Object.keys(CONTEXT_PROPERTIES).map((name) => [name, "x"]);
    expect(context.length).toBeLessThanOrEqual(OBSERVED.ofContext);
    const value = Object.fromEntries([...context, ...sent]) as JsonObject;
    const { properties, closed } = observe([{ value, times: 2 }]);
    expect(closed).toBe(true);
    expect(properties.map(({ path: [name] }) => name)).toEqual([...sent, ...context].map(([name]) => name));
    expect(observe([{ value: { ...value, more: 1 }, times: 2 }]).closed).toBe(false);
  });

  test("numbers keep their digits", () => {
    const { properties } = observe([sample('{"id":12345678901234567.5}', 2)]);
    expect(properties[0]?.values).toEqual(["12345678901234567.5"]);
  });
});

test("a tree is warned of by path alone", () => {
  const checked = checkDefinition({ version: 1, condition: { kind: "did", event: "Nothing" } });
  if (checked.kind === "refused") throw new Error("is one");
  expect(observedWarnings(checked.definition, VOCABULARY)).toMatchObject([{ path: "/condition/event" }]);
});

test("amounts of items that say several currencies of their own are warned of, unless one is asked for", () => {
  const orders = ["EUR", "usd", "EUR"].map((currency) =>
    sample(`{"lines":[{"price":5,"currency":"${currency}"}],"codes":[{"price":1,"currency":"EUR"}]}`, 3),
  );
  const order = { name: "Order", count: 9, looked: 9, ...observe(orders) };
  const vocabulary = { ...VOCABULARY, events: [order], currency: "EUR" };
  expect(warned("sum of Order.lines.price > 5", vocabulary)).toEqual([
    "perhaps_mixed_currencies «lines.price» -> lines.$price",
  ]);
  expect(warned('sum of Order.lines.price (where currency is "EUR") > 5', vocabulary)).toEqual([]);
  expect(warned("sum of Order.codes.price > 5", vocabulary)).toEqual([]);
  expect(warned("sum of Order.lines.$price > 5", vocabulary)).toEqual([]);
});
