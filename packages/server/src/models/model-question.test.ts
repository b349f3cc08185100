import { DEFAULT_CONTEXT, evaluateReference, type History, type PlanContext } from "@habitus/segments";
import { expect, test } from "vitest";
import { buyingQuestion } from "./model-question.ts";
import type { BuyingContent } from "./model-store.ts";

const NOW = Date.UTC(2026, 2, 1);
const CONTENT: BuyingContent = {
  name: "Shop",
  goal: "g",
  owner: "o",
  kind: "paretonbd",
  orders: [{ kind: "did", event: "Order Completed" }],
  valueProperty: null,
  unit: "week",
  holdoutDays: 0,
  horizonDays: 90,
  discountPercent: 0,
  everyHours: null,
  covariates: ["born"],
  purpose: null,
};

const buyer = (
  orders: number,
  ...traits: readonly (readonly [string, string | number | boolean])[]
): History => ({
  traits: traits.map(([name, value]) => ({ name, value, time: NOW - 9, idHash: "0" })),
  events: Array.from({ length: orders }, (_, index) => ({
    name: "Order Completed",
    time: NOW - 10 - index,
    idHash: String(index).padStart(32, "0"),
    offsetMinutes: null,
    properties: {},
  })),
});

test("who bought is looked at with what is known of them, where they allow what it may be read for", () => {
  const context: PlanContext = {
    ...DEFAULT_CONTEXT,
    purposes: { ads: { otherwise: true, exceptIn: [] } },
    dataPurposes: { events: {}, properties: {}, traits: { born: ["ads"] } },
  };
  const isLookedAt = (content: BuyingContent, of: History): boolean =>
    evaluateReference(buyingQuestion(content, context, NOW).people, of, NOW, NOW);
  const refused = ["$consent/ads", false] as const;
  expect(isLookedAt(CONTENT, buyer(2, ["born", 1975]))).toBe(true);
  expect(isLookedAt(CONTENT, buyer(2))).toBe(true);
  // Nobody is looked at for a trait alone.
  expect(isLookedAt(CONTENT, buyer(0, ["born", 1975]))).toBe(false);
  expect(isLookedAt(CONTENT, buyer(2, ["born", 1975], refused))).toBe(false);
  expect(isLookedAt({ ...CONTENT, covariates: [] }, buyer(2, ["born", 1975], refused))).toBe(true);
  const { matches, covariates } = buyingQuestion(CONTENT, context, NOW);
  expect([matches.length, covariates]).toEqual([1, ["born"]]);
});
