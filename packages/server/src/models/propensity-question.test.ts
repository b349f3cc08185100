import {
  DEFAULT_CONTEXT,
  evaluateReference,
  missingPopulations,
  parseDefinition,
  type PlanContext,
} from "@habitus/segments";
import { expect, test } from "vitest";
import type { PropensityContent } from "./model-store.ts";
import { horizonOf, propensityQuestion } from "./propensity-question.ts";

const NOW = Date.UTC(2026, 2, 1);

function read(text: string) {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(parsed.problems[0]?.message);
  return parsed.definition.condition;
}

test.each([
  ['did "Order Completed" in last 30 days', 30],
  ['did not "Order Completed" in last 2 weeks', 14],
  ["sum of purchase.revenue in last 7 days >= 100 or did purchase at least 2 times in last 7 days", 7],
  ["days active of any activity in last 24 hours >= 1", 1],
])("%s is told as many days ahead as it looks back", (text, days) => {
  expect(horizonOf(read(text), DEFAULT_CONTEXT)).toBe(days);
});

test.each([
  "everyone",
  "did purchase",
  "did purchase in last 7 days and did Opened in last 30 days",
  'did purchase in last 7 days and country is "GB"',
  "did purchase for the first time in last 7 days",
  "did purchase in last 36 hours",
  "did purchase between 60 and 30 days ago",
  "did purchase this month",
  "did purchase in last 5000 days",
])("%s does not say what happens within a number of days", (text) => {
  expect(() => horizonOf(read(text), DEFAULT_CONTEXT)).toThrow(
    expect.objectContaining({ code: "not_an_outcome" }) as Error,
  );
});

const content = (more: Partial<PropensityContent> = {}): PropensityContent => ({
  name: "",
  goal: "",
  owner: "",
  kind: "propensity",
  outcome: read("did purchase in last 30 days"),
  audience: null,
  valueProperty: null,
  everyHours: null,
  purpose: null,
  ...more,
});

test.each([
  ["audience", "in top 20% by sum of purchase.revenue", "not_an_audience"],
  [
    "audience",
    'country is "GB" and not (in top 20% by count of purchase in last 30 days)',
    "not_an_audience",
  ],
  ["outcome", "in top 20% by sum of purchase.revenue in last 30 days", "not_an_outcome"],
])("%s: %s compares people with others, whether or not the threshold is known", (name, text, code) => {
  const condition = read(text);
  const [missing] = missingPopulations({ version: 1, condition }, DEFAULT_CONTEXT);
  const key = missing?.cuts[0]?.key ?? "";
  for (const thresholds of [{}, { [key]: { value: "9" } }]) {
    const context = { ...DEFAULT_CONTEXT, thresholds };
    expect(() => propensityQuestion(content({ [name]: condition }), context, NOW, [])).toThrow(
      expect.objectContaining({ code }) as Error,
    );
  }
});

test("what people allow is asked of all that is read: of values too", () => {
  const context: PlanContext = {
    ...DEFAULT_CONTEXT,
    purposes: { ads: { otherwise: true, exceptIn: [] } },
    dataPurposes: { events: {}, properties: { purchase: { revenue: ["ads"] } }, traits: {} },
  };
  const trait = (name: string, value: string | boolean) => ({ name, value, time: NOW - 9, idHash: "0" });
  const isLookedAt = (valueProperty: string | null, ...traits: ReturnType<typeof trait>[]): boolean => {
    const asked = content({ audience: read('country is "GB"'), valueProperty });
    const { plans } = propensityQuestion(asked, context, NOW, ["Opened"]);
    const [root] = plans.roots;
    if (root === undefined) throw new Error("a root says who is looked at");
    const event = {
      name: "Looked",
      time: NOW - 99,
      idHash: "0".padStart(32, "0"),
      offsetMinutes: null,
      properties: {},
    };
    return evaluateReference(
      { version: 1, root, leaves: plans.leaves },
      { traits, events: [event] },
      NOW,
      NOW,
    );
  };
  const mayNot = trait("$consent/ads", false);
  expect(isLookedAt("revenue", trait("country", "GB"))).toBe(true);
  expect(isLookedAt("revenue", trait("country", "GR"))).toBe(false);
  expect(isLookedAt("revenue", trait("country", "GB"), mayNot)).toBe(false);
  // Only the value carries the purpose.
  expect(isLookedAt(null, trait("country", "GB"), mayNot)).toBe(true);
});
