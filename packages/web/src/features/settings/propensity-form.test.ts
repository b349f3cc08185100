import { parseDefinition } from "@habitus/segments";
import { expect, test } from "vitest";
import { newPropensity, propensityEditOf } from "./propensity-form.ts";

test("a new likelihood begins with the workspace's own order event in a month, as a sentence that is read", () => {
  const events = [{ name: "purchase", count: 5, looked: 5, properties: [], closed: true }];
  const { outcome, owner } = newPropensity("Ada", events);
  expect([outcome, owner, parseDefinition(outcome).kind]).toEqual([
    "did purchase in last 30 days",
    "Ada",
    "ok",
  ]);
  expect(newPropensity("Ada", []).outcome).toBe('did "Order Completed" in last 30 days');
});

test("what is typed becomes what the server is told, and what is left empty is none", () => {
  const form = { ...newPropensity("Ada", []), audience: " did a ", everyHours: "", purpose: " " };
  expect(propensityEditOf(form, 3)).toMatchObject({
    kind: "propensity",
    audience: "did a",
    valueProperty: null,
    everyHours: null,
    purpose: null,
    rev: 3,
  });
});
