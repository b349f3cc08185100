import { describe, expect, test } from "vitest";
import { z } from "zod";
import { definitionSchema } from "../tree/schema.ts";
import { checkDefinition } from "./check-definition.ts";
import { parseDefinition } from "../text/parse-definition.ts";
import { printDefinition } from "../text/print-definition.ts";

const did = (parts: object) => ({ version: 1, condition: { kind: "did", event: "a", ...parts } });
const trait = (test: object, path: readonly unknown[] = ["a"]) => ({
  version: 1,
  condition: { kind: "trait", path, test },
});
const share = (parts: object, kind: string, value: string) => ({
  version: 1,
  condition: { kind: "share", event: "a", ...parts, op: "at least", value: { kind, value } },
});
const overdue = ({ factor = "2", ...parts }: { factor?: string } & Record<string, unknown>) => ({
  version: 1,
  condition: { kind: "overdue", event: "a", factor: { kind: "number", value: factor }, ...parts },
});
const text = (value: unknown) => ({ kind: "text", value });

describe("refused trees name code, path and offer", () => {
  const refused: readonly (readonly [string, unknown, string, string, string | null])[] = [
    ["nothing", null, "wrong_shape", "", null],
    ["a text", "did a", "wrong_shape", "", null],
    ["another version", { version: 2, condition: { kind: "everyone" } }, "unknown_version", "/version", null],
    ["no version", { condition: { kind: "everyone" } }, "unknown_version", "/version", null],
    ["another kind", { version: 1, condition: { kind: "dit" } }, "wrong_shape", "/condition/kind", null],
    ["a key too many", did({ evnt: "b" }), "wrong_shape", "/condition", null],
    ["undefined parts", did({ window: undefined }), "wrong_shape", "/condition/window", null],
    ["half counts", did({ count: { op: "at least", n: 1.5 } }), "wrong_shape", "/condition/count/n", null],
    [
      "rows of one",
      { version: 1, condition: { kind: "and", of: [{ kind: "everyone" }] } },
      "wrong_shape",
      "/condition/of",
      null,
    ],
    ["empty path", trait({ op: "exists" }, []), "wrong_shape", "/condition/path", null],
    [
      "numbers as numbers",
      trait({ op: "is", value: { kind: "number", value: 5 } }),
      "wrong_shape",
      "/condition/test/value/value",
      null,
    ],
    ["ordered text", trait({ op: "<", value: text("b") }), "wrong_shape", "/condition/test/value/kind", null],
    [
      "periods of no length",
      did({ window: { kind: "regular", least: 1, count: 2, unit: "day", each: 0 } }),
      "window_out_of_range",
      "/condition/window/each",
      "in at least 1 of last 2 periods of 1 day",
    ],
    [
      "periods of two calendar weeks",
      did({ window: { kind: "regular", least: 1, count: 2, unit: "week", each: 2, calendar: true } }),
      "periods_out_of_range",
      "/condition/window/each",
      null,
    ],
    ["empty name", did({ event: "" }), "name_empty", "/condition/event", null],
    [
      "a time of day without its zero",
      did({ local: { hours: { from: "6:00", to: "11:00" } } }),
      "not_a_time_of_day",
      "/condition/local/hours/from",
      "06:00",
    ],
    [
      "a time of day beyond midnight",
      did({ local: { hours: { from: "24:00", to: "11:30" } } }),
      "not_a_time_of_day",
      "/condition/local/hours/from",
      null,
    ],
    [
      "no time of day",
      did({ local: { hours: { from: "06:00", to: "06:00" } } }),
      "empty_range",
      "/condition/local/hours",
      null,
    ],
    ["no gap", overdue({ factor: "0" }), "factor_out_of_range", "/condition/factor", null],
    [
      "one event has no gap",
      overdue({ count: { op: "at least", n: 1 } }),
      "count_out_of_range",
      "/condition/count",
      "at least 2 times",
    ],
    [
      "silence that ended",
      overdue({ window: { kind: "previous", unit: "month" } }),
      "window_not_here",
      "/condition/window",
      null,
    ],
    [
      "top of none",
      {
        version: 1,
        condition: { kind: "favourite", event: "a", property: ["p"], value: text("x"), top: 0 },
      },
      "top_out_of_range",
      "/condition/top",
      null,
    ],
    ["a share of what nothing narrows", share({}, "percent", "60"), "nothing_narrowed", "/condition", null],
    [
      "a share beyond all",
      share({ where: { kind: "property", path: ["a"], test: { op: "exists" } } }, "percent", "101"),
      "percent_out_of_range",
      "/condition/value",
      null,
    ],
    [
      "a share that is no percent",
      share({ local: { days: "weekends" } }, "number", "60"),
      "not_a_percent",
      "/condition/value",
      "60%",
    ],
    ["no days", did({ local: { days: [] } }), "list_empty", "/condition/local/days", null],
    ["nothing local", did({ local: {} }), "nothing_local", "/condition/local", null],
    [
      "days of one zone in a week of another",
      {
        version: 1,
        condition: {
          kind: "days active",
          event: "a",
          window: { kind: "this", unit: "week", inTheirTimeZone: true },
          op: ">",
          value: { kind: "number", value: "1" },
        },
      },
      "zone_not_here",
      "/condition/window",
      null,
    ],
    ["long name", did({ event: "x".repeat(501) }), "name_too_long", "/condition/event", null],
    ["half a character", did({ event: "\ud83d" }), "not_unicode", "/condition/event", null],
    ["empty key", trait({ op: "exists" }, ["a", ""]), "name_empty", "/condition/path/1", null],
    [
      "deep path",
      trait(
        { op: "exists" },
        Array.from({ length: 21 }, () => "a"),
      ),
      "path_too_long",
      "/condition/path",
      null,
    ],
    [
      "at least 0",
      did({ count: { op: "at least", n: 0 } }),
      "count_out_of_range",
      "/condition/count/n",
      "at least 1 time",
    ],
    [
      "less than 0",
      did({ count: { op: "less than", n: 0 } }),
      "count_out_of_range",
      "/condition/count/n",
      "less than 1 time",
    ],
    [
      "at most -1",
      did({ count: { op: "at most", n: -1 } }),
      "count_out_of_range",
      "/condition/count/n",
      "at most 1 time",
    ],
    [
      "too many times",
      did({ count: { op: "at most", n: 100_001 } }),
      "count_out_of_range",
      "/condition/count/n",
      null,
    ],
    [
      "months",
      did({ window: { kind: "last", amount: 2, unit: "month" } }),
      "no_sliding_months",
      "/condition/window/unit",
      "in last 60 days",
    ],
    [
      "no length",
      did({ window: { kind: "older", amount: 0, unit: "day" } }),
      "window_out_of_range",
      "/condition/window/amount",
      "more than 1 day ago",
    ],
    [
      "too long",
      did({ window: { kind: "last", amount: 36_526, unit: "day" } }),
      "window_out_of_range",
      "/condition/window/amount",
      "ever",
    ],
    [
      "too many seconds",
      did({ window: { kind: "last", amount: 2 ** 40, unit: "second" } }),
      "window_out_of_range",
      "/condition/window/amount",
      "ever",
    ],
    [
      "turned round",
      did({ window: { kind: "between", from: 3, to: 5, unit: "hour" } }),
      "empty_window",
      "/condition/window",
      "between 5 and 3 hours ago",
    ],
    [
      "before now",
      did({ window: { kind: "between", from: 3, to: -1, unit: "hour" } }),
      "window_out_of_range",
      "/condition/window/to",
      "between 3 and 0 hours ago",
    ],
    [
      "no months",
      did({ window: { kind: "calendar", count: 0, unit: "month" } }),
      "window_out_of_range",
      "/condition/window/count",
      "last 1 calendar month",
    ],
    [
      "no date",
      did({ window: { kind: "since", from: "yesterday" } }),
      "not_a_date",
      "/condition/window/from",
      null,
    ],
    [
      "a date with a time of no clock",
      did({ window: { kind: "since", from: "2026-01-01T25:00" } }),
      "not_a_date",
      "/condition/window/from",
      null,
    ],
    [
      "one digit",
      did({ window: { kind: "before", to: "2026-1-1" } }),
      "not_a_date",
      "/condition/window/to",
      "before 2026-01-01",
    ],
    [
      "the future ages",
      did({ window: { kind: "since", from: "2200-01-01" } }),
      "date_out_of_range",
      "/condition/window/from",
      null,
    ],
    [
      "an end before its start",
      did({ window: { kind: "range", from: "2026-02-01", to: "2026-01-01" } }),
      "empty_window",
      "/condition/window",
      "from 2026-01-01 to 2026-02-01",
    ],
    [
      "rounded numbers",
      trait({ op: "is", value: { kind: "number", value: "0.1234567891" } }),
      "too_many_digits",
      "/condition/test/value",
      "0.123456789",
    ],
    [
      "no number",
      trait({ op: ">", value: { kind: "number", value: "ten" } }),
      "not_a_number",
      "/condition/test/value",
      null,
    ],
    [
      "an exponent",
      trait({ op: ">", value: { kind: "number", value: "1e3" } }),
      "not_a_number",
      "/condition/test/value",
      null,
    ],
    ["empty text", trait({ op: "contains", value: text("") }), "text_empty", "/condition/test/value", null],
    [
      "long text",
      trait({ op: "is", value: text("x".repeat(5_001)) }),
      "text_too_long",
      "/condition/test/value",
      null,
    ],
    ["an empty list", trait({ op: "in", values: [] }), "list_empty", "/condition/test/values", null],
    [
      "a long list",
      trait({ op: "in", values: Array.from({ length: 1_001 }, () => text("a")) }),
      "list_too_long",
      "/condition/test/values",
      null,
    ],
    [
      "letter case of numbers",
      trait({ op: "is", value: { kind: "number", value: "1" }, ignoreCase: true }),
      "no_letter_case",
      "/condition/test/ignoreCase",
      null,
    ],
    [
      "an empty range",
      trait({ op: "between", from: { kind: "percent", value: "50" }, to: { kind: "number", value: "0.4" } }),
      "empty_range",
      "/condition/test",
      "between 0.4 and 50%",
    ],
  ];

  test.each(refused)("%s", (_, tree, code, path, suggestion) => {
    const checked = checkDefinition(tree);
    expect(checked).toMatchObject({ kind: "refused", problems: [{ code, path, suggestion }] });
  });
});

test("all problems are named at once", () => {
  const tree = {
    version: 1,
    condition: {
      kind: "or",
      of: [
        did({ count: { op: "at least", n: 0 }, window: { kind: "last", amount: 1, unit: "year" } }).condition,
        did({ where: { kind: "property", path: ["b"], test: { op: "is", value: text("") } } }).condition,
      ],
    },
  };
  const checked = checkDefinition(tree);
  expect(checked.kind === "refused" && checked.problems.map(({ path }) => path)).toEqual([
    "/condition/of/0/window/unit",
    "/condition/of/0/count/n",
    "/condition/of/1/where/test/value",
  ]);
});

describe("hostile trees", () => {
  test("deep ones are refused before anything calls itself", () => {
    let condition: object = { kind: "everyone" };
    for (let level = 0; level < 100_000; level++) condition = { kind: "not", of: condition };
    expect(checkDefinition({ version: 1, condition })).toMatchObject({ problems: [{ code: "too_deep" }] });
  });

  test("fifty levels are let through, with a where clause one fewer", () => {
    const nested = (innermost: object, levels: number) => {
      let condition = innermost;
      for (let level = 0; level < levels; level++) condition = { kind: "not", of: condition };
      return { version: 1, condition };
    };
    const where = { kind: "property", path: ["b"], test: { op: "exists" } };
    expect(checkDefinition(nested({ kind: "everyone" }, 50)).kind).toBe("ok");
    expect(checkDefinition(nested({ kind: "everyone" }, 51)).kind).toBe("refused");
    expect(checkDefinition(nested({ kind: "did", event: "a", where }, 49)).kind).toBe("ok");
    expect(checkDefinition(nested({ kind: "did", event: "a", where }, 50)).kind).toBe("refused");
  });

  test("audiences are levels: what is let through can be read again", () => {
    const ranked = (levels: number): object =>
      levels === 0
        ? { kind: "everyone" }
        : {
            kind: "ranked",
            by: { kind: "count", event: "a" },
            place: { kind: "top", percent: { kind: "percent", value: "20" } },
            among: ranked(levels - 1),
          };
    const checked = checkDefinition({ version: 1, condition: ranked(50) });
    if (checked.kind === "refused") throw new Error(JSON.stringify(checked.problems));
    expect(parseDefinition(printDefinition(checked.definition))).toMatchObject({ kind: "ok" });
    expect(checkDefinition({ version: 1, condition: ranked(51) })).toMatchObject({
      problems: [{ code: "too_deep" }],
    });
  });

  test("names that objects inherit are plain names", () => {
    const tree = JSON.parse(
      '{"version":1,"condition":{"kind":"trait","path":["__proto__","constructor"],"test":{"op":"exists"}}}',
    );
    expect(checkDefinition(tree)).toEqual({ kind: "ok", definition: tree, warnings: [] });
    expect(
      checkDefinition(JSON.parse('{"version":1,"__proto__":{"condition":{"kind":"everyone"}}}')).kind,
    ).toBe("refused");
  });
});

test("the schema becomes a JSON schema of named parts", () => {
  const schema = z.toJSONSchema(definitionSchema) as { $defs: Record<string, unknown> };
  expect(Object.keys(schema.$defs).sort()).toEqual([
    "AccountCondition",
    "AccountsCondition",
    "AggregateCondition",
    "AnniversaryWindow",
    "BooleanLiteral",
    "BucketCondition",
    "ComputedCondition",
    "ComputedValueCondition",
    "Condition",
    "CountTest",
    "DateLiteral",
    "DaysCondition",
    "Definition",
    "DidCondition",
    "Duration",
    "EventChoice",
    "EventSelector",
    "FavouriteCondition",
    "HeldTest",
    "ItemsChoice",
    "LifecycleCondition",
    "ListCondition",
    "Literal",
    "LocalChoice",
    "MembersChoice",
    "MembersCondition",
    "NotCondition",
    "NumberLiteral",
    "OccasionCondition",
    "OutermostCondition",
    "OverdueCondition",
    "PropertyCondition",
    "PropertyPath",
    "RankMeasure",
    "RankedCondition",
    "RatioCondition",
    "RfmCondition",
    "RfmTest",
    "RowCondition",
    "ScoreCondition",
    "SegmentCondition",
    "SequenceCondition",
    "SessionDurationCondition",
    "SessionsCondition",
    "ShareCondition",
    "SubscribedCondition",
    "TextLiteral",
    "TraitCondition",
    "TraitWindow",
    "TransitionCondition",
    "ValueComparison",
    "WindowChoice",
  ]);
});
