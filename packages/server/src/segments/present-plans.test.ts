import { DEFAULT_CONTEXT, missingPopulations, type PlanContext } from "@habitus/segments";
import { expect, test } from "vitest";
import { mustReadDefinition } from "./language.ts";
import { planIn } from "./plan-contexts.ts";
import { createPresentPlans } from "./present-plans.ts";

const SENTENCES = {
  rich: 'sum of "Order Completed".revenue > 100',
  outer: 'in segment "rich" and did visit',
  moved: 'entered segment "outer" in last 7 days',
  scored: 'score "points" > 1',
  named: 'in segment "The rich"',
  best: "in top 10% by count of visit",
  bestRich: 'in top 20% by days active of visit among (in segment "best")',
  plain: "did visit at least 2 times in last 7 days",
};
type Key = keyof typeof SENTENCES;
const KEYS = Object.keys(SENTENCES) as Key[];

const segmentOf = (key: string, text: string, purpose = "mail") => {
  const definition = mustReadDefinition(text);
  return { key, name: `The ${key}`, definition, purpose };
};
const SEGMENTS = KEYS.map((key) => segmentOf(key, SENTENCES[key]));
const WHEN = mustReadDefinition('in segment "rich"').condition;
const POINTS = { version: 1, elements: [{ when: WHEN, value: { kind: "number", value: "2" } }] } as const;
const START: PlanContext = {
  ...DEFAULT_CONTEXT,
  scores: { points: { name: "Points", definition: POINTS, purpose: null } },
};

function contextWith(segments: readonly ReturnType<typeof segmentOf>[], part: Partial<PlanContext> = {}) {
  const meanings = segments.map(({ key, name, definition }) => [key, { name, definition, purpose: null }]);
  return { ...START, segments: Object.fromEntries(meanings), ...part } as PlanContext;
}

/** Thresholds that all of them need. */
function pinned(value: string): PlanContext["thresholds"] {
  let thresholds: PlanContext["thresholds"] = {};
  for (;;) {
    const context = contextWith(SEGMENTS, { thresholds });
    const missing = SEGMENTS.flatMap(({ definition }) => missingPopulations(definition, context));
    if (missing.length === 0) return thresholds;
    const found = missing.flatMap(({ cuts }) => cuts.map(({ key }) => [key, { value }]));
    thresholds = { ...thresholds, ...(Object.fromEntries(found) as PlanContext["thresholds"]) };
  }
}

/** A step after another; tells who is planned anew, and that everybody is planned as they would be by themselves. */
function planning() {
  const plans = createPresentPlans();
  let before = new Map<string, unknown>();
  return (segments: readonly ReturnType<typeof segmentOf>[], part: Partial<PlanContext> = {}) => {
    const context = contextWith(segments, part);
    const planOf = plans.in(context);
    const after = new Map(segments.map((segment) => [segment.key, planOf(segment)]));
    for (const segment of segments) {
      expect(after.get(segment.key)).toEqual(planIn({ ...context, self: segment.key }, segment));
    }
    const anew = segments.map(({ key }) => key).filter((key) => after.get(key) !== before.get(key));
    before = after;
    return anew;
  };
}

test("a plan is made again when something changed that it was made of, through segments, scores and thresholds, and not otherwise", () => {
  const step = planning();
  const thresholds = pinned("5");
  expect(step(SEGMENTS, { thresholds })).toEqual(KEYS);
  // Whoever is called by a name may become somebody else by any change.
  expect(step(SEGMENTS, { thresholds: pinned("5") })).toEqual(["named"]);
  const more = [...SEGMENTS, segmentOf("more", "did visit")];
  expect(step(more, { thresholds })).toEqual(["named", "more"]);
  const edited = more.map((each) =>
    each.key === "rich" ? segmentOf("rich", "did visit in last 2 days") : each,
  );
  expect(step(edited, { thresholds })).toEqual(["rich", "outer", "moved", "scored", "named"]);
  expect(step(edited, { thresholds: pinned("6") })).toEqual(["named", "best", "bestRich"]);
  const last = { thresholds: pinned("6"), lists: ["new"] };
  expect(step(edited, last)).toEqual(edited.map(({ key }) => key));
  const gone = edited.filter(({ key }) => key !== "plain");
  expect(step(gone, last)).toEqual(["named"]);
  expect(step(edited, last)).toEqual(["named", "plain"]);
});

test("what cannot be planned now can be again", () => {
  const plans = createPresentPlans();
  const outer = segmentOf("outer", SENTENCES.outer);
  const planOf = plans.in(contextWith([outer]));
  expect(() => planOf(outer)).toThrow(expect.objectContaining({ code: "definition_refused" }));
  const rich = segmentOf("rich", SENTENCES.rich);
  expect(plans.in(contextWith([outer, rich]))(outer).leaves).toHaveLength(2);
});
