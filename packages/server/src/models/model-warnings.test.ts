import { DEFAULT_CONTEXT, parseDefinition } from "@habitus/segments";
import { expect, test } from "vitest";
import type { ModelRun } from "./model-runs.ts";
import { retentionWarnings, staleWarnings, standsFor } from "./model-warnings.ts";
import type { BuyingContent, PropensityContent } from "./model-store.ts";

function read(text: string) {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(parsed.problems[0]?.message);
  return parsed.definition.condition;
}

const SHARED = { name: "", goal: "", owner: "", valueProperty: null, everyHours: null, purpose: null };
const leaving = (outcome: string, audience: string | null = null): PropensityContent & { rev: number } => ({
  ...SHARED,
  kind: "propensity",
  outcome: read(outcome),
  audience: audience === null ? null : read(audience),
  rev: 2,
});
const SHOP = { ...SHARED, kind: "mbgnbd", rev: 2 } as BuyingContent & { rev: number };
const ASKED = { outcome: "did x in last 30 days", audience: null, valueProperty: null };
const ran = (result: object, rev = 1) =>
  ({ rev, result: { fit: { kind: "fitted" }, ...result } }) as unknown as ModelRun;
const CHANCE = ran({ kind: "propensity", asked: ASKED });

test("a run stands for a model of the same kind that asks the same, whatever else was edited", () => {
  expect(standsFor(leaving("did x in last 30 days"), CHANCE)).toBe(true);
  expect(standsFor({ ...leaving("DID x in last 30 days"), name: "Coming" }, CHANCE)).toBe(true);
  expect(standsFor(leaving("did x in last 60 days"), CHANCE)).toBe(false);
  expect(standsFor(leaving("did x in last 30 days", "did y"), CHANCE)).toBe(false);
  expect(standsFor(SHOP, CHANCE)).toBe(false);
  expect(standsFor(SHOP, ran({}))).toBe(true);
  expect(standsFor(leaving("did x in last 30 days"), ran({}))).toBe(false);
});

test("of a run that did not keep what it asked the revision decides", () => {
  const model = leaving("did x in last 30 days");
  expect(standsFor(model, ran({ kind: "propensity" }, 1))).toBe(false);
  expect(standsFor(model, ran({ kind: "propensity" }, 2))).toBe(true);
});

test("a model whose scores are of what it asked before is warned of", () => {
  const codes = (model: Parameters<typeof staleWarnings>[0], run: ModelRun | null) =>
    staleWarnings(model, run).map(({ code, path }) => [code, path]);
  expect(codes(leaving("did x in last 60 days"), CHANCE)).toEqual([["stale_scores", null]]);
  expect(codes(leaving("did x in last 30 days"), CHANCE)).toEqual([]);
  expect(codes(leaving("did x in last 60 days"), null)).toEqual([]);
});

test("a likelihood is warned of events that are deleted sooner than it looks back", () => {
  const rules = (...days: readonly (number | null)[]) => days.map((each) => ({ days: each }));
  const says = (model: Parameters<typeof retentionWarnings>[0], kept: ReturnType<typeof rules>) =>
    retentionWarnings(model, kept, DEFAULT_CONTEXT).map(({ code, message }) => [code, message.slice(0, 64)]);
  const soon = leaving("did x in last 30 days");
  // Four spans of 30 days, and 30 ahead.
  expect(says(soon, rules(null, 150))).toEqual([]);
  expect(says(soon, rules())).toEqual([]);
  expect(says(soon, rules(null, 400, 149))).toEqual([
    ["kept_shorter", "Some events are kept 149 days, and 150 days are looked at to lea"],
  ]);
  expect(says(leaving("did x in last 90 days"), rules(365))).toHaveLength(1);
  expect(says(SHOP, rules(1))).toEqual([]);
  // What its run refuses is not looked at here.
  expect(says(leaving("did x"), rules(1))).toEqual([]);
});
