import { fileURLToPath } from "node:url";
import { DEFAULT_CONTEXT, planDefinition } from "@habitus/segments";
import { readTemplates } from "@habitus/server";
import fc from "fast-check";
import { expect, test } from "vitest";
import { reference } from "../engines/evaluators.ts";
import { ago, did, inside } from "./planted.ts";

const FOLDER = fileURLToPath(new URL("../../../packages/server/data/templates", import.meta.url));
const numRuns = Number(process.env["HABITUS_RUNS"] ?? 60);
const seed = Number(process.env["HABITUS_SEED"] ?? 20_260_610);

/** The way of a customer; what else stands in the family looks closer at some of them. */
const STAGES = ["prospects", "new-customers", "customers", "won-back", "sleeping", "lost"];
/** So many days ago a stage begins or ends. */
const BORDERS = [0, 30, 180, 210, 365];

const templates = (await readTemplates(FOLDER)).filter(({ family }) => family === "lifecycle");
const plans = STAGES.map((stage) => {
  const found = templates.filter(({ key }) => key === stage);
  return { stage, plans: found.map(({ definition }) => planDefinition(definition, DEFAULT_CONTEXT)) };
});

function stagesOf(orders: readonly number[]): readonly string[] {
  const { history } = inside("somebody", did("Page Viewed", ago(3)), did("Order Completed", orders));
  return plans.flatMap((each) =>
    each.plans.some((plan) => reference(plan, history, ago(0))) ? [each.stage] : [],
  );
}

test("everybody is in one stage of the way of a customer, and nobody in two", () => {
  const day = fc.oneof(fc.constantFrom(...BORDERS), fc.integer({ min: 0, max: 800 }));
  const order = fc.tuple(day, fc.constantFrom(-1, 0, 1)).map(([days, ms]) => Math.min(ago(days, ms), ago(0)));
  const property = fc.property(fc.array(order, { maxLength: 5 }), (orders) => {
    expect(stagesOf(orders)).toEqual([expect.any(String)]);
  });
  fc.assert(property, { seed, numRuns });
});

test("each stage is somebody's", () => {
  const seen = [[], [10], [100], [300, 10], [200], [400]].map((days) =>
    stagesOf(days.map((one) => ago(one))),
  );
  expect(seen).toEqual(STAGES.map((stage) => [stage]));
});
