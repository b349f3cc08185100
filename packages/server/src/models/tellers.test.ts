import { fileURLToPath } from "node:url";
import { parseDefinition } from "@habitus/segments";
import { expect, test } from "vitest";
import { readTemplates } from "../segments/templates.ts";
import type { ModelRun } from "./model-runs.ts";
import type { RatingRun } from "./ratings.ts";
import { scoreWarnings, tellerBy, tellersOf, type TellersThere } from "./tellers.ts";

const NOTHING: TellersThere = { models: [], ratings: [], surveys: [] };

function read(text: string) {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(parsed.problems[0]?.message);
  return parsed.definition;
}

const warnings = (text: string, there: TellersThere) =>
  scoreWarnings(read(text), () => there).map(({ code, message, path }) => ({ code, message, path }));

const RUN = { outcome: "scored", result: { fit: { kind: "fitted" } } } as unknown as ModelRun;
const RIDGE = {
  outcome: "scored",
  result: { fit: { kind: "fitted", endIsTold: false } },
} as unknown as ModelRun;
const SHOP = { key: "shop", kind: "mbgnbd", valueProperty: null, inForce: RUN } as const;
const EMAIL = { key: "email", name: "E-mail", rules: [], said: null };
const SCORED = { outcome: "scored" } as RatingRun;
const ENGAGEMENT = { key: "engagement", kind: "engagement", parts: [EMAIL], inForce: SCORED } as const;

test("what templates need is a model, ratings and a survey, as long as they are not there", async () => {
  const templates = await readTemplates(fileURLToPath(new URL("../../data/templates", import.meta.url)));
  const needs = templates.map(({ definition }) => tellersOf(definition, tellerBy(NOTHING)));
  const named = needs.flatMap((all) => all.map(({ kind, key, state }) => `${state} ${kind} ${key}`));
  expect([...new Set(named)].sort()).toEqual([
    "missing model shop",
    "missing rating engagement",
    "missing rating sought",
    "missing survey benefits",
  ]);
  expect(needs.every((all) => all.length <= 1)).toBe(true);
  expect(named.length).toBeGreaterThanOrEqual(18);
});

test("what is there, what has told nothing yet and what cannot tell it are told apart, each once", () => {
  const text =
    'predicted "shop.alive" < 0.3 and in top 20% by predicted "shop.rate" and $benefit_sought is "work"';
  const state = (there: Partial<TellersThere>) =>
    tellersOf(read(text), tellerBy({ ...NOTHING, ...there })).map(
      (teller) => `${teller.key} ${teller.state}`,
    );
  expect(state({})).toEqual(["shop missing", "sought missing"]);
  expect(state({ models: [{ ...SHOP, inForce: null }] })).toEqual(["shop silent", "sought missing"]);
  expect(state({ models: [SHOP] })).toEqual(["shop there", "sought missing"]);
  expect(state({ models: [{ ...SHOP, inForce: RIDGE }] })).toEqual(["shop untold", "sought missing"]);
  // It told a likelihood before it was made a model of buying.
  const chance = { outcome: "scored", result: { kind: "propensity", fit: {} } } as unknown as ModelRun;
  expect(state({ models: [{ ...SHOP, inForce: chance }] })).toEqual(["shop silent", "sought missing"]);
  // One of its two scores is not told by such a model.
  expect(state({ models: [{ ...SHOP, kind: "bgnbd" }] })).toEqual(["shop missing", "sought missing"]);
  const sought = { ...ENGAGEMENT, key: "sought", kind: "benefits", inForce: null } as const;
  expect(state({ models: [SHOP], ratings: [sought] })).toEqual(["shop there", "sought silent"]);
});

test("a definition that reads a score nobody tells is warned of it, with the way to mend it", () => {
  expect(warnings('did x and predicted "shop.alive" < 0.3', NOTHING)).toEqual([
    {
      code: "missing_score",
      message: "There is no model `shop`, so nobody has `shop.alive`: make one in Settings › Models",
      path: "/condition/of/1/score",
    },
  ]);
  expect(warnings('in top 10% by predicted "shop.value"', { ...NOTHING, models: [SHOP] })).toMatchObject([
    {
      message: expect.stringMatching(/^The model `shop` does not tell `shop.value`/),
      path: "/condition/by/score",
    },
  ]);
  const silent = { ...NOTHING, models: [{ ...SHOP, inForce: null }] };
  expect(warnings('predicted "shop.next" <= 7', silent)).toMatchObject([
    { message: expect.stringMatching(/has told nothing yet.*run it in Settings › Models/) },
  ]);
  expect(
    warnings('predicted "engagement.push.trend" < 50', { ...NOTHING, ratings: [ENGAGEMENT] }),
  ).toMatchObject([{ code: "missing_rating", message: expect.stringContaining("does not tell") }]);
  expect(warnings('predicted "engagement.email.trend" < 50', { ...NOTHING, ratings: [ENGAGEMENT] })).toEqual(
    [],
  );
  const noneToAsk = (): TellersThere => expect.unreachable();
  expect(scoreWarnings(read('did x and $benefit_sought is "work"'), noneToAsk)).toEqual([]);
  // Nobody here knows by what it is written.
  expect(warnings('predicted "churn" < 0.3', NOTHING)).toEqual([]);
});

test("where the data do not tell who has stopped, being a customer is warned of and the rest is not", () => {
  const there = { ...NOTHING, models: [{ ...SHOP, inForce: RIDGE }] };
  expect(warnings('predicted "shop.alive" < 0.3 and predicted "shop.rate" > 1', there)).toMatchObject([
    { code: "untold_score", path: "/condition/of/0/score" },
  ]);
});
