import { describe, expect, test } from "vitest";
import { must } from "@habitus/kernel";
import { DEFAULT_CONTEXT, type PlanContext } from "../normalise/context.ts";
import { planDefinition } from "../normalise/plan-definition.ts";
import { LIMITS } from "../limits.ts";
import { parseDefinition } from "../text/parse-definition.ts";
import { printDefinition } from "../text/print-definition.ts";
import type { Definition } from "../tree/definition.ts";
import { segmentsReadBy } from "../tree/references.ts";
import { checkDefinition } from "./check-definition.ts";

function read(sentence: string): Definition {
  const parsed = parseDefinition(sentence);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  return parsed.definition;
}

function workspace(segments: Readonly<Record<string, string>>, more: Partial<PlanContext> = {}): PlanContext {
  const meanings = Object.entries(segments).map(([key, sentence]) => {
    return [key, { name: key.toUpperCase(), definition: read(sentence), purpose: null }] as const;
  });
  return { ...DEFAULT_CONTEXT, segments: Object.fromEntries(meanings), ...more };
}

const SHOP = workspace(
  {
    vip: "did purchase at least 5 times",
    lapsed: 'in segment "vip" and did not visit',
    both: 'in segment "lapsed" or in segment "vip"',
  },
  { subscriptions: { newsletter: { otherwise: false } }, lists: ["beta", "press"] },
);

describe("what is refused", () => {
  const refused: readonly (readonly [string, string, string, string | null])[] = [
    [
      'in segment "vpi"',
      "unknown_segment",
      'There is no segment "vpi"; did you mean "vip"?',
      'in segment "vip"',
    ],
    [
      'in segment "Lapsd"',
      "unknown_segment",
      'There is no segment "Lapsd"; did you mean "lapsed"?',
      'in segment "lapsed"',
    ],
    ['in segment "nothing like it"', "unknown_segment", 'There is no segment "nothing like it"', null],
    ['in segment "constructor"', "unknown_segment", 'There is no segment "constructor"', null],
    [
      'subscribed to "newslettre"',
      "unknown_subscription",
      'There is no subscription group "newslettre"; did you mean "newsletter"?',
      'subscribed to "newsletter"',
    ],
  ];
  test.each(refused)("%s", (sentence, code, message, suggestion) => {
    const found = checkDefinition(read(sentence), SHOP);
    expect(found).toEqual({
      kind: "refused",
      problems: [{ code, message, path: "/condition", suggestion }],
    });
    expect(() => planDefinition(read(sentence), SHOP)).toThrow(expect.objectContaining({ code }));
  });

  test("in text the place is that of the condition, and the offer mends it", () => {
    const text = 'did visit and not in segment "vpi"';
    const parsed = parseDefinition(text, SHOP);
    if (parsed.kind === "ok") throw new Error("not refused");
    const problem = must(parsed.problems[0], "one problem");
    expect(problem).toMatchObject({ code: "unknown_segment", line: 1, column: 19 });
    const mended = text.slice(0, problem.from) + (problem.suggestion ?? "") + text.slice(problem.to);
    expect(parseDefinition(mended, SHOP)).toMatchObject({ kind: "ok" });
  });

  test("a segment that contains itself, told with its path", () => {
    const context = { ...SHOP, self: "vip" };
    expect(checkDefinition(read('in segment "both"'), context)).toMatchObject({
      problems: [
        {
          code: "segment_cycle",
          message: 'A segment cannot contain itself: "vip" → "both" → "lapsed" → "vip"',
        },
      ],
    });
    expect(checkDefinition(read('did visit and not in segment "vip"'), context)).toMatchObject({
      problems: [{ code: "segment_cycle", path: "/condition/of/1/of" }],
    });
  });

  test("a ring among others that was there before", () => {
    const ring = workspace({ a: 'in segment "b"', b: 'in segment "c"', c: 'not in segment "b"' });
    expect(checkDefinition(read('in segment "a"'), ring)).toMatchObject({
      problems: [{ message: 'A segment cannot contain itself: "b" → "c" → "b"' }],
    });
  });

  test("one name of several segments", () => {
    const twins = workspace({ a: "did visit", b: "did purchase" });
    const named = Object.entries(twins.segments).map(([key, one]) => [key, { ...one, name: "Twin" }]);
    const context = { ...twins, segments: Object.fromEntries(named) as PlanContext["segments"] };
    expect(checkDefinition(read('in segment "Twin"'), context)).toMatchObject({
      problems: [{ code: "ambiguous_segment", suggestion: 'in segment "a"' }],
    });
  });

  test("what grows beyond all bounds by what it contains", () => {
    const doubling: Record<string, string> = { s0: "did visit" };
    for (let level = 1; level <= 14; level++)
      doubling[`s${level}`] = `in segment "s${level - 1}" and not in segment "s${level - 1}"`;
    expect(checkDefinition(read('in segment "s14"'), workspace(doubling))).toMatchObject({
      problems: [{ code: "too_many_conditions", path: "/condition" }],
    });
    const chain: Record<string, string> = { s0: "did visit" };
    for (let level = 1; level <= LIMITS.inlinedDepth; level++)
      chain[`s${level}`] = `not in segment "s${level - 1}"`;
    const context = workspace(chain);
    expect(checkDefinition(read(`not in segment "s${LIMITS.inlinedDepth}"`), context)).toMatchObject({
      problems: [{ code: "nested_too_deep" }],
    });
    const deepest = read(`in segment "s${LIMITS.inlinedDepth - 1}"`);
    expect(checkDefinition(deepest, context)).toMatchObject({ kind: "ok" });
    expect(planDefinition(deepest, context).leaves).toHaveLength(1);
  });

  test.each([
    ['"$list/beta" is true', 'in list "beta"'],
    ['not "$subscription/news" is false', 'subscribed to "news"'],
    ['"$consent/ads" is true', null],
  ])("a fact read as a trait: %s", (sentence, suggestion) => {
    const parsed = parseDefinition(sentence);
    expect(parsed).toMatchObject({ problems: [{ code: "reserved_trait", suggestion }] });
  });
});

test("a list that is not there is warned of, for it may come", () => {
  expect(checkDefinition(read('in list "betta" or in list "press"'), SHOP)).toMatchObject({
    kind: "ok",
    warnings: [
      {
        code: "unknown_list",
        message: 'There is no list "betta", so nobody is on it; did you mean "beta"?',
        path: "/condition/of/0",
        suggestion: 'in list "beta"',
      },
    ],
  });
});

test("a segment called by its name comes back called by its key", () => {
  const checked = checkDefinition(read('in segment "VIP" and not in segment lapsed'), SHOP);
  if (checked.kind === "refused") throw new Error("refused");
  expect(printDefinition(checked.definition)).toBe('in segment "vip" and not in segment "lapsed"');
  expect(segmentsReadBy(checked.definition)).toEqual(["vip", "lapsed"]);
  expect(parseDefinition('in segment "VIP" and not in segment lapsed', SHOP)).toEqual({
    kind: "ok",
    definition: checked.definition,
  });
});

test("without a workspace names are taken as they are", () => {
  expect(checkDefinition(read('in segment "whatever"'))).toMatchObject({ kind: "ok", warnings: [] });
});

test("equal conditions of several segments are one leaf", () => {
  const plan = planDefinition(read('in segment "both" and did purchase at least 5 times'), SHOP);
  expect(plan.leaves).toHaveLength(2);
});
