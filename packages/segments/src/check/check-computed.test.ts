import { expect, test } from "vitest";
import { parseComputed } from "../computed/parse-computed.ts";
import { DEFAULT_CONTEXT, type PlanContext } from "../normalise/context.ts";
import { planDefinition } from "../normalise/plan-definition.ts";
import { describePlan } from "../plan/describe-plan.ts";
import { parseDefinition } from "../text/parse-definition.ts";
import type { Definition } from "../tree/definition.ts";
import { checkDefinition } from "./check-definition.ts";

function read(sentence: string): Definition {
  const parsed = parseDefinition(sentence);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  return parsed.definition;
}

function workspace(texts: Readonly<Record<string, string>>): PlanContext {
  const computed = Object.entries(texts).map(([key, text]) => {
    const parsed = parseComputed(text);
    if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
    return [key, parsed.definition] as const;
  });
  return { ...DEFAULT_CONTEXT, computed: Object.fromEntries(computed) };
}

const problemsOf = (sentence: string, texts: Readonly<Record<string, string>>) => {
  const checked = checkDefinition(read(sentence), workspace(texts));
  return checked.kind === "ok" ? [] : checked.problems;
};

test("a computed trait that is compared has the plan of its left side with the comparison behind it", () => {
  const plan = (sentence: string, texts = {}): string =>
    describePlan(planDefinition(read(sentence), workspace(texts)));
  expect(plan('computed "ltv" >= 500', { ltv: "sum of purchase.revenue in last 90 days" })).toBe(
    plan("sum of purchase.revenue in last 90 days >= 500"),
  );
  expect(plan("not computed orders < 3", { orders: "count of purchase" })).toBe(
    plan("did purchase at least 3 times"),
  );
  expect(plan("computed recent >= 30", { recent: "days since last purchase" })).toBe(
    plan("stopped purchase (quiet 30 days)"),
  );
  expect(plan("computed points != 7", { points: "points" })).toBe(plan("not points is 7"));
  expect(plan("computed points >= 7", { points: "points else score else 5" })).toBe(
    plan("points >= 7 or (not points exists and score >= 7)"),
  );
});

test("a text, a time and a range are compared as the conditions that ask for them", () => {
  const plan = (sentence: string, texts = {}): string =>
    describePlan(planDefinition(read(sentence), workspace(texts)));
  const same = (sentence: string, text: string, meant: string) =>
    expect(plan(sentence, { it: text }), sentence).toBe(plan(meant));
  same('computed it is "shoes"', "most frequent view.category", 'mostly view.category is "shoes"');
  same(
    'computed it not in ("shoes", "hats")',
    "most frequent view.category in last 90 days where price > 5",
    'not (mostly view.category is "shoes" in last 90 days where price > 5 or mostly view.category is "hats" in last 90 days where price > 5)',
  );
  same('computed it contains "shop"', "email", 'email contains "shop"');
  same(
    'computed it starts with "news"',
    "newest visit.source",
    'last event visit (where source exists) has source starts with "news"',
  );
  same(
    'computed it is not "web" ignoring case',
    "oldest visit.source where paid is true",
    'not (first event visit (where paid is true and source exists) has source is "web" ignoring case)',
  );
  same(
    "computed it between 2 and 3",
    "count of purchase",
    "did purchase at least 2 times and did purchase at most 3 times",
  );
  same("computed it >= 2026-01-15", "time of last purchase", "did purchase since 2026-01-15T00:00:00.000Z");
  same(
    "computed it before 2026-01-15",
    "time of first purchase",
    "did purchase and not (did purchase since 2026-01-15T00:00:00.000Z and did not purchase before 2026-01-15T00:00:00.000Z)",
  );
  same(
    "computed it exists",
    "median of purchase.price",
    "median of purchase.price >= 0 or median of purchase.price < 0",
  );
  same("computed it exists", "time of first purchase", "did purchase");
  same("computed it is 24", "most frequent hour of visit", "not everyone");
  expect(
    plan("computed it between 18 and 19", { it: "most frequent hour of visit where paid is true" }),
  ).toMatch(/of "visit" hour: "18"[^]*of "visit" hour: "19"/);
});

test("what a value cannot be compared with is refused with what it can be", () => {
  const of = (sentence: string, text: string) => problemsOf(sentence, { it: text })[0]?.message ?? "";
  expect(of('computed it is "3"', "count of purchase")).toMatch(/"it" is a number, so it is compared with/);
  expect(of('computed it contains "2026"', "time of last purchase")).toMatch(
    /is a time, so it is compared with dates/,
  );
  expect(of("computed it > 2026-01-01", "time of last purchase in last 90 days")).toMatch(/of all times/);
  expect(of('computed it contains "x"', "most frequent view.category")).toMatch(/compared by `is` and `in`/);
  expect(of('computed it is "x"', "newest view")).toMatch(/name one property of it/);
  expect(of('computed it is "u1"', "user id")).toMatch(/only shown/);
});

test("one that is not there, or is no number, is refused with the reason", () => {
  expect(problemsOf("computed lvt >= 5", { ltv: "count of purchase" })).toMatchObject([
    {
      code: "unknown_computed_trait",
      message: 'There is no computed trait "lvt"; did you mean "ltv"?',
      suggestion: 'computed "ltv" >= 5',
      path: "/condition",
    },
  ]);
  const texts = {
    id: "user id",
    all: "newest visit",
    either: "visits else most frequent visit.length",
    lately: "days since last purchase in last 90 days",
  };
  for (const key of Object.keys(texts)) {
    expect(problemsOf(`everyone and computed "${key}" > 1`, texts), key).toMatchObject([
      { code: "computed_not_compared", path: "/condition/of/1" },
    ]);
  }
  expect(problemsOf("computed n > 100001", { n: "count of purchase" })).toMatchObject([
    { message: '"n" is compared with a number up to 100000' },
  ]);
});

test("computed is a trait too where no name follows", () => {
  expect(read("computed is true and computed > 5").condition).toMatchObject({
    of: [{ kind: "trait", path: ["computed"] }, { path: ["computed"] }],
  });
  expect(read("computed of ltv is not 5").condition).toEqual({
    kind: "not",
    of: { kind: "computed", computed: "ltv", op: "=", value: { kind: "number", value: "5" } },
  });
});
