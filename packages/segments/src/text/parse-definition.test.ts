import { describe, expect, test } from "vitest";
import type { Condition } from "../tree/definition.ts";
import { parseDefinition } from "./parse-definition.ts";
import { printDefinition } from "./print-definition.ts";

function read(text: string): Condition {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(`${text}: ${JSON.stringify(parsed.problems)}`);
  return parsed.definition.condition;
}

const text = (value: string) => ({ kind: "text", value }) as const;
const number = (value: string) => ({ kind: "number", value }) as const;
const trait = (path: string, test: object, kind = "trait") => ({ kind, path: path.split("."), test });
const last = (amount: number) => ({ kind: "last", amount, unit: "day" }) as const;

describe("trees of sentences", () => {
  const trees: readonly (readonly [string, object])[] = [
    ["everyone", { kind: "everyone" }],
    ["did purchase", { kind: "did", event: "purchase" }],
    ["DID purchase EVER", { kind: "did", event: "purchase", window: { kind: "ever" } }],
    ["did open app", { kind: "did", event: "open app" }],
    ['did "Order Completed"', { kind: "did", event: "Order Completed" }],
    ['did "a\\"b\\\\\\u0041\\u{1F600}\\n"', { kind: "did", event: 'a"b\\A😀\n' }],
    ["did not purchase", { kind: "not", of: { kind: "did", event: "purchase" } }],
    ["did купити товар", { kind: "did", event: "купити товар" }],
    [
      "did purchase at least 3 times in the last 90 days",
      {
        kind: "did",
        event: "purchase",
        count: { op: "at least", n: 3 },
        window: { kind: "last", amount: 90, unit: "day" },
      },
    ],
    [
      "did purchase in last 1 hour more than 1 time",
      {
        kind: "did",
        event: "purchase",
        count: { op: "more than", n: 1 },
        window: { kind: "last", amount: 1, unit: "hour" },
      },
    ],
    [
      "did ride on weekdays in at least 4 of last 5 weeks and did not ride on weekends in last 5 weeks in their time zone",
      {
        kind: "and",
        of: [
          {
            kind: "did",
            event: "ride",
            local: { days: "weekdays" },
            window: { kind: "regular", least: 4, count: 5, unit: "week" },
          },
          {
            kind: "not",
            of: {
              kind: "did",
              event: "ride",
              local: { days: "weekends" },
              window: { kind: "last", amount: 5, unit: "week" },
            },
          },
        ],
      },
    ],
    [
      "did open app ON Mondays , friday between 06:00 and 11:00 today in their time zone where x between 1 and 2",
      {
        kind: "did",
        event: "open app",
        local: { days: ["monday", "friday"], hours: { from: "06:00", to: "11:00" } },
        window: { kind: "this", unit: "day", inTheirTimeZone: true },
        where: trait("x", { op: "between", from: number("1"), to: number("2") }, "property"),
      },
    ],
    [
      "did a (on weekends) then b (between 22:00 and 02:00 where x exists)",
      {
        kind: "sequence",
        first: { event: "a", local: { days: "weekends" } },
        following: [
          {
            event: {
              event: "b",
              local: { hours: { from: "22:00", to: "02:00" } },
              where: trait("x", { op: "exists" }, "property"),
            },
          },
        ],
      },
    ],
    [
      "days active of open in last 30 days in their time zone >= 3",
      {
        kind: "days active",
        inTheirTimeZone: true,
        event: "open",
        window: last(30),
        op: ">=",
        value: number("3"),
      },
    ],
    [
      'at least 60% of open app (where os is "ios") between 06:00 and 11:00 in last 30 days in their time zone where a exists and b exists',
      {
        kind: "share",
        event: "open app",
        among: trait("os", { op: "is", value: text("ios") }, "property"),
        local: { hours: { from: "06:00", to: "11:00" } },
        window: last(30),
        where: {
          kind: "and",
          of: [trait("a", { op: "exists" }, "property"), trait("b", { op: "exists" }, "property")],
        },
        op: "at least",
        value: { kind: "percent", value: "60" },
      },
    ],
    [
      '"opened message" / "received message" in last 90 days >= 30% and x is 1',
      {
        kind: "and",
        of: [
          {
            kind: "ratio",
            part: { event: "opened message" },
            whole: { event: "received message" },
            window: last(90),
            op: ">=",
            value: { kind: "percent", value: "30" },
          },
          trait("x", { op: "is", value: number("1") }),
        ],
      },
    ],
    [
      'not (a (on weekends where x is "(/") / any event starting with "b" != 2)',
      {
        kind: "not",
        of: {
          kind: "not",
          of: {
            kind: "ratio",
            part: {
              event: "a",
              local: { days: "weekends" },
              where: trait("x", { op: "is", value: text("(/") }, "property"),
            },
            whole: { event: { startsWith: "b" } },
            op: "=",
            value: number("2"),
          },
        },
      },
    ],
    [
      'bucket 0 to 9 of 100 by "holdout-2026"',
      { kind: "bucket", from: 0, to: 9, of: 100, by: "holdout-2026" },
    ],
    ["Bucket 3 of 10 by autumn", { kind: "bucket", from: 3, to: 3, of: 10, by: "autumn" }],
    [
      'at least 3 sessions of open app (quiet 20 minutes) in last 7 days where os is "ios"',
      {
        kind: "sessions",
        event: "open app",
        quiet: { amount: 20, unit: "minute" },
        window: { kind: "last", amount: 7, unit: "day" },
        where: { kind: "property", path: ["os"], test: { op: "is", value: { kind: "text", value: "ios" } } },
        count: { op: "at least", n: 3 },
      },
    ],
    [
      "maximum of session duration today > 90 seconds",
      {
        kind: "session duration",
        of: "maximum",
        window: { kind: "this", unit: "day" },
        op: ">",
        length: { amount: 90, unit: "second" },
      },
    ],
    [
      "overdue order (1.5 times the usual gap) at least 5 times in last 365 days where x is 1",
      {
        kind: "overdue",
        event: "order",
        factor: number("1.5"),
        count: { op: "at least", n: 5 },
        window: last(365),
        where: trait("x", { op: "is", value: number("1") }, "property"),
      },
    ],
    [
      'mostly views category "thriller" in last 90 days',
      {
        kind: "favourite",
        event: "views",
        property: ["category"],
        value: text("thriller"),
        window: last(90),
      },
    ],
    [
      'top 3 of any event starting with "view".item.category has true on weekends',
      {
        kind: "favourite",
        event: { startsWith: "view" },
        property: ["item", "category"],
        value: { kind: "boolean", value: true },
        top: 3,
        local: { days: "weekends" },
      },
    ],
    [
      'in the top 20% by sum of purchase.revenue in last 90 days where (paid is true) among segment "vip"',
      {
        kind: "ranked",
        place: { kind: "top", percent: { kind: "percent", value: "20" } },
        by: {
          kind: "aggregate",
          of: "sum",
          property: ["revenue"],
          event: "purchase",
          where: trait("paid", { op: "is", value: { kind: "boolean", value: true } }, "property"),
          window: last(90),
        },
        among: { kind: "segment", segment: "vip" },
      },
    ],
    [
      "lifetime value between percentiles 40 and 60 among (did visit or everyone)",
      {
        kind: "ranked",
        place: { kind: "percentiles", from: number("40"), to: number("60") },
        by: { kind: "trait", path: ["lifetime value"] },
        among: { kind: "or", of: [{ kind: "did", event: "visit" }, { kind: "everyone" }] },
      },
    ],
    [
      "not quantile tier 2 of 5 by days active of open app in their time zone",
      {
        kind: "not",
        of: {
          kind: "ranked",
          place: { kind: "tier", tier: 2, of: 5 },
          by: { kind: "days active", inTheirTimeZone: true, event: "open app" },
        },
      },
    ],
    [
      "rfm recency 5 and frequency >= 4 and monetary < 3 and frequency is 2",
      {
        kind: "and",
        of: [
          {
            kind: "rfm",
            recency: { op: "=", n: 5 },
            frequency: { op: ">=", n: 4 },
            monetary: { op: "<", n: 3 },
          },
          trait("frequency", { op: "is", value: number("2") }),
        ],
      },
    ],
    ["did sort by price", { kind: "did", event: "sort by price" }],
    ["did clicked on banner", { kind: "did", event: "clicked on banner" }],
    ["did clicked on mondays-banner", { kind: "did", event: "clicked on mondays-banner" }],
    [
      'did ANY  event starting with "a" today',
      { kind: "did", event: { startsWith: "a" }, window: { kind: "this", unit: "day" } },
    ],
    ['did "any event" in last 1 day', { kind: "did", event: "any event", window: last(1) }],
    [
      'last event starting with "a" (where x is 1) in last 1 day has y exists and z = 2',
      {
        kind: "last event",
        event: { startsWith: "a" },
        where: trait("x", { op: "is", value: number("1") }, "property"),
        window: last(1),
        has: {
          kind: "and",
          of: [
            trait("y", { op: "exists" }, "property"),
            trait("z", { op: "is", value: number("2") }, "property"),
          ],
        },
      },
    ],
    [
      "(first event a has x exists) and y exists",
      {
        kind: "and",
        of: [
          { kind: "first event", event: "a", has: trait("x", { op: "exists" }, "property") },
          trait("y", { op: "exists" }),
        ],
      },
    ],
    [
      "did open in at least 2 of last 3 periods of 12 hours",
      {
        kind: "did",
        event: "open",
        window: { kind: "regular", least: 2, count: 3, unit: "hour", each: 12 },
      },
    ],
    [
      "average of order completed.total.value in last 7 days is not 5%",
      {
        kind: "not",
        of: {
          kind: "aggregate",
          of: "average",
          event: "order completed",
          property: ["total", "value"],
          window: { kind: "last", amount: 7, unit: "day" },
          op: "=",
          value: { kind: "percent", value: "5" },
        },
      },
    ],
    ['country is "GB"', trait("country", { op: "is", value: text("GB") })],
    ['country = "GB"', trait("country", { op: "is", value: text("GB") })],
    ['country != "GB"', { kind: "not", of: trait("country", { op: "is", value: text("GB") }) }],
    ["age >= -18.5", trait("age", { op: ">=", value: number("-18.5") })],
    ["age between 18 and 30", trait("age", { op: "between", from: number("18"), to: number("30") })],
    ["a exists", trait("a", { op: "exists" })],
    ["a does not exist", { kind: "not", of: trait("a", { op: "exists" }) }],
    ['a is not in ("x", 5)', { kind: "not", of: trait("a", { op: "in", values: [text("x"), number("5")] }) }],
    [
      'a does not start with "x" ignoring case',
      { kind: "not", of: trait("a", { op: "starts with", value: text("x"), ignoreCase: true }) },
    ],
    ["a is true", trait("a", { op: "is", value: { kind: "boolean", value: true } })],
    ["a before 2026-01-01", trait("a", { op: "before", value: { kind: "date", value: "2026-01-01" } })],
    ["a <= 2026-01-01", trait("a", { op: "on or before", value: { kind: "date", value: "2026-01-01" } })],
    [
      "a is on or after 2026-01-01T10:00Z",
      trait("a", { op: "on or after", value: { kind: "date", value: "2026-01-01T10:00Z" } }),
    ],
    ["a on 2026-01-01", trait("a", { op: "is", value: { kind: "date", value: "2026-01-01" } })],
  ];
  test.each(trees)("%s", (sentence, tree) => {
    expect(read(sentence)).toEqual(tree);
  });
});

describe("canonical sentences", () => {
  const printed: readonly (readonly [string, string])[] = [
    ["did purchase at least 1 times", "did purchase at least 1 time"],
    ["did open app in the last 14 days", 'did "open app" in last 14 days'],
    ["not did a", "did not a"],
    ["not not did a", "not did not a"],
    ["(did a)", "did a"],
    ["(did a and did b) and did c", "(did a and did b) and did c"],
    ["did a and did b or did c", "(did a and did b) or did c"],
    ["did a or did b and not did c", "did a or (did b and did not c)"],
    ["not (a is 1 or did b)", "not (a is 1 or did b)"],
    ["did a where x is 1 or y is 2 and did b", "(did a where x is 1 or y is 2) and did b"],
    ["(at least 60% of a where x is 1) and b is 2", "(at least 60% of a where x is 1) and b is 2"],
    ["did b and did a where x is 1 and not y is 2", "did b and (did a where x is 1 and y is not 2)"],
    ["did a where x is 1 in last 3 days and y is 2", "(did a in last 3 days where x is 1) and y is 2"],
    ["did a where (x is 1 or y is 2) at most 3 times", "did a at most 3 times where x is 1 or y is 2"],
    ["did a where not (x is 1 or y is 2)", "did a where not (x is 1 or y is 2)"],
    ["sum of a.b where c is 1 >= 5", "sum of a.b where (c is 1) >= 5"],
    ["sum of a.b >= 5 where c is 1 and d is 2", "sum of a.b where (c is 1 and d is 2) >= 5"],
    ["sum of a.b in last 3 days >= 5 and c is 1", "sum of a.b in last 3 days >= 5 and c is 1"],
    ['a MATCHES "^\\\\d+$" IGNORING CASE', 'a matches "^\\\\d+$" ignoring case'],
    ['not a matches "x"', 'a does not match "x"'],
    ['did open matches where b does not match "x"', 'did "open matches" where b does not match "x"'],
    ["within 5 KM of 50.45 , -30.520", "location within 5 km of 50.45,-30.520"],
    ["not home.place within 1 mile of 0,0", "not home.place within 1 mile of 0,0"],
    [
      "did a where within 1.5 miles of 0,0 and b is 1",
      "did a where location within 1.5 miles of 0,0 and b is 1",
    ],
    ["did run km", 'did "run km"'],
    ["sum of a.b != 5", "not sum of a.b = 5"],
    [
      "sum of a.b.c ( where d is 1 and e is 2 ) in last 3 days where f is 3 >= 5",
      "sum of a.b.c (where d is 1 and e is 2) in last 3 days where (f is 3) >= 5",
    ],
    ["did a last 3 calendar months in their time zone", "did a last 3 calendar months in their time zone"],
    ["did a in last 3 calendar months", "did a last 3 calendar months"],
    ["did a this day or did a previous day", "did a today or did a yesterday"],
    ['time is 3 and day exists and "Not" exists', '"time" is 3 and "day" exists and "Not" exists'],
    ['"a.b".c is 1', '"a.b".c is 1'],
    ["a is 1 -- really\n and b is 2", "a is 1 and b is 2"],
    ["-- members/guests\ndid purchase", "did purchase"],
    ['-- members/guests\ncountry is "GB"', 'country is "GB"'],
    ['country -- yes/no "\n is "GB"', 'country is "GB"'],
    ["a -- (members\n / b -- half\n >= 0.5 -- or/and more", "a / b >= 0.5"],
    ['a is "tab\\tand \\u0000 and \\/"', 'a is "tab\\tand \\u0000 and /"'],
    ["a-b.c_d.$e is 1", "a-b.c_d.$e is 1"],
    ["ціна >= 5", '"ціна" >= 5'],
  ];
  test.each(printed)("%s", (sentence, canonical) => {
    const once = printDefinition({ version: 1, condition: read(sentence) });
    expect(once).toBe(canonical);
    expect(printDefinition({ version: 1, condition: read(once) })).toBe(canonical);
  });
});

describe("size", () => {
  test("a definition of 200 conditions", () => {
    const sentence = Array.from(
      { length: 200 },
      (_, at) => `did event${at} at least ${at + 1} times in last ${at + 1} days`,
    );
    expect(read(sentence.join(" and "))).toMatchObject({ kind: "and", of: { length: 200 } });
  });

  test("parentheses as deep as allowed", () => {
    expect(read("(".repeat(50) + "did a" + ")".repeat(50))).toEqual({ kind: "did", event: "a" });
  });

  test.each([
    ["parentheses", "(".repeat(20_000) + "did a" + ")".repeat(20_000)],
    ["not", `${"not ".repeat(20_000)}did a`],
    ["unclosed parentheses", "(".repeat(99_000)],
    ["nested rows", `${"did a or (did b and (".repeat(26)}did c${"))".repeat(26)}`],
  ])("too many levels of %s are refused, not run into", (_, sentence) => {
    expect(parseDefinition(sentence)).toMatchObject({ kind: "refused", problems: [{ code: "too_deep" }] });
  });

  test("a pattern of many parentheses is refused by its length, not run into", () => {
    for (const sentence of ['sku matches "', 'did a where sku matches "']) {
      expect(parseDefinition(`${sentence}${"(".repeat(90_000)}"`)).toMatchObject({
        kind: "refused",
        problems: [{ code: "text_too_long" }],
      });
    }
  });

  test("too many conditions", () => {
    const sentence = Array.from({ length: 1_001 }, (_, at) => `a is ${at}`).join(" or ");
    expect(parseDefinition(sentence)).toMatchObject({ problems: [{ code: "too_many_conditions" }] });
  });

  test("too long a text", () => {
    expect(parseDefinition(`did a ${" ".repeat(100_000)}`)).toMatchObject({
      problems: [{ code: "text_too_long" }],
    });
  });
});
