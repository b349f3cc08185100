import { expect, test } from "vitest";
import { checkDefinition } from "./check-definition.ts";
import { checkScore } from "./check-score.ts";
import { DEFAULT_CONTEXT, type PlanContext } from "../normalise/context.ts";
import { planDefinition } from "../normalise/plan-definition.ts";
import { describePlan } from "../plan/describe-plan.ts";
import { parseDefinition } from "../text/parse-definition.ts";
import type { Definition, ScoreDefinition } from "../tree/definition.ts";

function read(sentence: string): Definition {
  const parsed = parseDefinition(sentence);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  return parsed.definition;
}

function score(...elements: readonly (readonly [sentence: string, value: string])[]): ScoreDefinition {
  const written = elements.map(([sentence, value]) => {
    return { when: read(sentence).condition, value: { kind: "number", value } as const };
  });
  return { version: 1, elements: written };
}

function workspace(scores: Readonly<Record<string, ScoreDefinition>>): PlanContext {
  const meanings = Object.entries(scores).map(([key, definition]) => {
    return [key, { name: key, definition, purpose: null }] as const;
  });
  return { ...DEFAULT_CONTEXT, scores: Object.fromEntries(meanings) };
}

const planText = (sentence: string, scores: Readonly<Record<string, ScoreDefinition>>): string =>
  describePlan(planDefinition(read(sentence), workspace(scores)));

test("values become whole weights, equal parts one, and what is below 0 counts for the opposite", () => {
  const points = score(["did a", "1.5"], ["did b", "1"], ["did c", "-0.5"], ["did a", "0.5"], ["did d", "0"]);
  // 2 a + b - 0.5 c >= 2, in halves: 4 a + 2 b + 1 (not c) >= 5.
  expect(planText('score "points" >= 2', { points })).toBe(
    [
      "at least 5 of",
      '  4 x #0 count of "a" >= 1',
      "    time (-, now]",
      '  2 x #1 count of "b" >= 1',
      "    time (-, now]",
      "  not",
      '    #2 count of "c" >= 1',
      "      time (-, now]",
      "",
    ].join("\n"),
  );
});

test("where counting is enough, a score is no more than that", () => {
  const even = score(["did a", "10"], ["did b", "10"], ["did c", "10"]);
  expect(planText('score "even" > 10', { even })).toContain("at least 2 of");
  expect(planText('score "even" > 9', { even }).startsWith("or\n")).toBe(true);
  expect(planText('score "even" >= 29.5', { even }).startsWith("and\n")).toBe(true);
  expect(planText('score "even" > 30', { even })).toBe("no one\n");
  expect(planText('score "even" >= 0', { even })).toBe("everyone\n");
  expect(planText('score "even" = 0', { even: score() })).toBe("everyone\n");
});

test("a score is no condition, has its limits, and names the place of a problem", () => {
  const problem = (input: unknown): unknown => {
    const checked = checkScore(input);
    return checked.kind === "ok" ? checked : checked.problems;
  };
  expect(problem({ version: 1, elements: [{ when: { kind: "did" }, value: "1" }] })).toMatchObject([
    { path: "/elements/0/when/event" },
  ]);
  const everyone = { kind: "everyone" };
  const element = (value: string) => ({ when: everyone, value: { kind: "number", value } });
  expect(problem({ version: 1, elements: [element("1.00001")] })).toMatchObject([
    { code: "bad_score_value", path: "/elements/0/value" },
  ]);
  expect(problem({ version: 1, elements: Array.from({ length: 101 }, () => element("1")) })).toMatchObject([
    { code: "too_many_elements" },
  ]);
  expect(problem({ version: 1, elements: [element("-12.5")] })).toMatchObject({ kind: "ok" });
  expect(checkDefinition({ version: 1, elements: [] }).kind).toBe("refused");
});

test("a score that is not there, or that leads back to itself, is refused", () => {
  const one = score(['score "two" > 0', "1"]);
  const two = score(['score "one" > 0', "1"]);
  expect(checkDefinition(read('score "onee" > 0'), workspace({ one: score() }))).toMatchObject({
    problems: [{ code: "unknown_score", message: 'There is no score "onee"; did you mean "one"?' }],
  });
  expect(checkDefinition(read('score "one" > 0'), workspace({ one, two }))).toMatchObject({
    problems: [
      { code: "segment_cycle", message: expect.stringContaining('score "one" → score "two" → score "one"') },
    ],
  });
});

test("predicted and score are traits too where they are not said so", () => {
  expect(read("score > 5 and predicted is true and subscribed exists").condition).toMatchObject({
    of: [{ kind: "trait", path: ["score"] }, { path: ["predicted"] }, { path: ["subscribed"] }],
  });
  expect(read("predicted churn > 70%").condition).toEqual({
    kind: "predicted",
    score: "churn",
    op: ">",
    value: { kind: "percent", value: "70" },
  });
});
