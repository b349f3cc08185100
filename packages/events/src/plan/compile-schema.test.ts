import { describe, expect, test } from "vitest";
import { compileSchema } from "./compile-schema.ts";
import { type EventSchema, SCHEMA_LIMITS } from "./event-schema.ts";
import { patternProblem } from "./pattern-ways.ts";
import { schemaProblems } from "./schema-problems.ts";

const ORDER: EventSchema = {
  type: "object",
  required: ["revenue", "products"],
  properties: {
    revenue: { type: "number", minimum: 0, exclusiveMaximum: 1_000 },
    currency: { type: "string", enum: ["EUR", "USD"] },
    coupon: { type: ["string", "null"], pattern: "^[A-Z]{2}\\d+$" },
    mail: { type: "string", format: "email" },
    products: {
      type: "array",
      minItems: 1,
      maxItems: 3,
      items: {
        type: "object",
        additionalProperties: false,
        properties: { sku: { type: "string", minLength: 2 } },
      },
    },
  },
};

const found = (schema: EventSchema, value: unknown) =>
  compileSchema(schema)(value).map(({ path, rule, says }) => [path, rule, says]);

describe("what a value goes against", () => {
  test("nothing, where it is as the schema says", () => {
    const products = [{ sku: "ab" }, {}];
    expect(found(ORDER, { revenue: 0, currency: "EUR", coupon: null, products, more: 1 })).toEqual([]);
  });

  test("is told once by place and rule, with every item of a list at one place", () => {
    const products = [{ sku: 1 }, { sku: 2 }, { sku: "a", size: 1 }, { size: 2 }];
    expect(found(ORDER, { revenue: "12", currency: "GBP", coupon: "x", mail: "a@b", products })).toEqual([
      ["revenue", "type", "must be a number and is a text"],
      ["currency", "enum", "is none of the 2 allowed values"],
      ["coupon", "pattern", "does not match ^[A-Z]{2}\\d+$"],
      ["mail", "format", "is no e-mail address"],
      ["products", "maxItems", "has more than 3 entries"],
      ["products[].sku", "type", "must be a text and is a number"],
      ["products[].sku", "minLength", "has fewer than 2 characters"],
      ["products[]", "additionalProperties", "has a field that the schema does not name"],
    ]);
    expect(found(ORDER, { revenue: 1_000 })).toEqual([
      ["revenue", "exclusiveMaximum", "is not less than 1000"],
      ["products", "required", "is missing"],
    ]);
  });

  test("names that every object inherits are no fields, and fields of such names are", () => {
    const schema: EventSchema = {
      type: "object",
      required: ["constructor", "__proto__"],
      properties: JSON.parse('{"__proto__": {"type": "number"}}') as Record<string, EventSchema>,
    };
    expect(found(schema, {})).toHaveLength(2);
    expect(found(schema, JSON.parse('{"constructor": 1, "__proto__": "a"}'))).toEqual([
      ["__proto__", "type", "must be a number and is a text"],
    ]);
  });

  test("of the longest texts no pattern is tried, and no event tells more than so many", () => {
    const long = "A".repeat(SCHEMA_LIMITS.patternTextChars);
    const schema: EventSchema = { type: "object", properties: { a: { pattern: "^A+$" } } };
    expect(found(schema, { a: long })).toEqual([]);
    expect(found(schema, { a: `${long}A` })).toHaveLength(1);
    const list: EventSchema = { type: "object", properties: { a: { items: { pattern: "^A$" } } } };
    const good = Array.from({ length: SCHEMA_LIMITS.patternItems - 1 }, () => "A");
    expect(found(list, { a: [...good, "B"] })).toEqual([["a[]", "pattern", "does not match ^A$"]]);
    expect(found(list, { a: [...good, "A", "B"] })).toEqual([]);
    const names = Array.from({ length: 50 }, (_, at) => `f${at}`);
    expect(found({ type: "object", required: names }, {})).toHaveLength(SCHEMA_LIMITS.violationsPerEvent);
  });
});

test("what was left out on purpose is not missed, and takes no room from what is told", () => {
  const names = Array.from({ length: SCHEMA_LIMITS.violationsPerEvent }, (_, at) => `f${at}`);
  const check = compileSchema({ type: "object", required: [...names, "more"] });
  expect(check({}, new Set(names)).map(({ path }) => path)).toEqual(["more"]);
});

describe("schemas", () => {
  test("that are too deep, too wide or about something else than an object are refused, each at its place", () => {
    let deep: EventSchema = { type: "string", pattern: "(a+)+$" };
    for (let depth = 1; depth < SCHEMA_LIMITS.depth; depth++)
      deep = { type: "object", properties: { in: deep } };
    const places = schemaProblems({ ...deep, minItems: 3, maxItems: 2 }).map(({ path }) => path);
    expect(places).toEqual(["schema.maxItems", `schema${".properties.in".repeat(5)}.pattern`]);
    expect(schemaProblems({ type: "object", items: deep })[0]?.message).toContain("deep in each other");
    expect(schemaProblems({ type: "array" })[0]?.path).toBe("schema.type");
    const names = Array.from({ length: SCHEMA_LIMITS.properties + 1 }, (_, at) => [`f${at}`, {}]);
    const wide = {
      type: "object",
      properties: Object.fromEntries(names) as Record<string, EventSchema>,
    } as const;
    expect(schemaProblems(wide)[0]?.message).toContain("301 properties");
  });
});

describe("patterns", () => {
  test.each([
    "^[A-Z]{2}$",
    "^\\d{4}-\\d{2}$",
    "^https?://",
    "^(?:foo|bar|baz)$",
    "^[^@]+@[a-z.]+$",
    "^sku-\\w+$",
    "\\d{3}$",
    "^[\\]\\-a]+x?$",
    "colou?r",
  ])("%s is taken", (source) => expect(patternProblem(source)).toBeNull());

  test.each([
    ["(a+)+$", "too many ways"],
    ["^(a|a)*$", "too many ways"],
    ["^(?:a?){30}a{30}$", "too many ways"],
    ["^a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?$", "too many ways"],
    ["^.*.*.*x$", "too many ways"],
    [String.raw`^(?:[a-z]|\w){20}$`, "too many ways"],
    [".*a.*b", "too many ways"],
    ["^(a)\\1$", "\\1"],
    ["^(?=a)a", "looks around"],
    ["^(?<year>a)", "looks around or has a name"],
    ["\\p{L}", "\\p"],
    ["[", "no regular expression"],
    ["a".repeat(201), "longer than 200"],
  ])("%s is refused", (source, why) => expect(patternProblem(source)).toContain(why));
});
