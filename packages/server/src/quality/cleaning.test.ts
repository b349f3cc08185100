import { describe, expect, test } from "vitest";
import { type CleanedValue, type CleaningRule, compileCleaning } from "./cleaning.ts";
import { previewCleaning } from "./cleaning-preview.ts";

function clean(rules: readonly CleaningRule[], object: string): readonly [string, readonly CleanedValue[]] {
  const noted: CleanedValue[] = [];
  return [compileCleaning(rules)(object, (value) => noted.push(value)), noted];
}

describe("rules", () => {
  test.each<[CleaningRule, string, string]>([
    [{ field: "a", do: "trim" }, String.raw`{"a":" x\t","b":" y "}`, '{"a":"x","b":" y "}'],
    [{ field: "a", do: "lower" }, '{"a":"ÀB", "n": 1.50}', '{"a":"àb","n": 1.50}'],
    [{ field: "a", do: "upper" }, '{"a":"ß"}', '{"a":"SS"}'],
    [{ field: "a", do: "map", values: [{ from: "D", to: "Germany" }] }, '{"a":"D"}', '{"a":"Germany"}'],
    [{ field: "a", do: "number", decimal: "." }, '{"a":"1,234.50"}', '{"a":1234.50}'],
    [
      { field: "a", do: "number", decimal: "." },
      '{"a":"12345678901234567890.10"}',
      '{"a":12345678901234567890.10}',
    ],
    [
      { field: "a", do: "date", format: "DD.MM.YYYY", zone: "Europe/Berlin" },
      '{"a":"01.03.2026"}',
      '{"a":"2026-03-01T00:00:00.000+01:00"}',
    ],
    [{ field: "a", do: "drop", values: ["-"] }, '{"a":"-","b":"-"}', '{"b":"-"}'],
    [{ field: "a", do: "drop", values: [] }, '{"a":{"b":1}}', "{}"],
    [{ field: "a.b", do: "upper" }, '{"a":{"b":"x", "c":"y"},"b":"x"}', '{"a":{"b":"X","c":"y"},"b":"x"}'],
    [
      { field: "items[].price", do: "number", decimal: "," },
      '{"items":[{"price":"1,50"},{"price":2},[{"price":"3"}],"4"]}',
      '{"items":[{"price":1.50},{"price":2},[{"price":"3"}],"4"]}',
    ],
    [{ field: "tags[]", do: "drop", values: ["-"] }, '{"tags":["a","-", 1]}', '{"tags":["a",1]}'],
  ])("%j", (rule, before, after) => expect(clean([rule], before)[0]).toBe(after));

  test("leave byte for byte what they do not change, and what is no text", () => {
    const text = String.raw`{ "a":"\u0041", "b": 1.0, "c":[" x "], "d":null }`;
    const rules = ["a", "b", "c", "d"].flatMap((field): readonly CleaningRule[] => [
      { field, do: "trim" },
      { field, do: "number", decimal: "." },
      { field, do: "map", values: [{ from: "x", to: "y" }] },
    ]);
    const [after, noted] = clean(rules, text);
    expect(after).toBe(text);
    expect(noted).toEqual([
      { field: "a", before: String.raw`"\u0041"`, after: String.raw`"\u0041"`, unread: true },
    ]);
  });

  test("are carried out in their order, each on what the one before left", () => {
    const map: CleaningRule = { field: "a", do: "map", values: [{ from: "x", to: " Y " }] };
    const trim: CleaningRule = { field: "a", do: "trim" };
    expect([clean([map, trim], '{"a":" x"}')[0], clean([trim, map], '{"a":" x"}')[0]]).toEqual([
      '{"a":"x"}',
      '{"a":" Y "}',
    ]);
  });
});

test("a preview counts by field what rules would do, with the most frequent examples", () => {
  const rules: readonly CleaningRule[] = [
    { field: "price", do: "number", decimal: "." },
    { field: "coupon", do: "drop", values: ["-"] },
    { field: "items[].sku", do: "trim" },
  ];
  const objects = [
    '{"price":"1"}',
    '{"price":"2","coupon":"-"}',
    '{"price":"2"}',
    '{"price":"x"}',
    '{"price":3}',
    '{"items":[{"sku":" a"},{"sku":"b"},{}]}',
  ];
  expect(previewCleaning(rules, objects)).toEqual({
    looked: 6,
    fields: [
      {
        field: "price",
        values: 5,
        changed: 3,
        dropped: 0,
        unread: 1,
        examples: [
          { before: '"2"', after: "2", unread: false, count: 2 },
          { before: '"1"', after: "1", unread: false, count: 1 },
          { before: '"x"', after: '"x"', unread: true, count: 1 },
        ],
      },
      {
        field: "coupon",
        values: 1,
        changed: 0,
        dropped: 1,
        unread: 0,
        examples: [{ before: '"-"', after: null, unread: false, count: 1 }],
      },
      {
        field: "items[].sku",
        values: 2,
        changed: 1,
        dropped: 0,
        unread: 0,
        examples: [{ before: '" a"', after: '"a"', unread: false, count: 1 }],
      },
    ],
  });
});
