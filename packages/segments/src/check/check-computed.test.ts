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
    hour: "most frequent hour of visit",
    either: "visits else newest visit.length",
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
