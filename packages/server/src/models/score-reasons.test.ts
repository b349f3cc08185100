import { DAY_MS } from "@habitus/kernel";
import { DEFAULT_CONTEXT } from "@habitus/segments";
import { expect, test } from "vitest";
import type { AskedOutcome, ModelRun, PropensityResult } from "./model-runs.ts";
import type { ModelRecord } from "./model-store.ts";
import { createReasons } from "./score-reasons.ts";

const DAY = 20_000;
const AT = (DAY + 1) * DAY_MS - 1;
const LEAVING: ModelRecord = {
  key: "leaving",
  name: "Leaving",
  goal: "g",
  owner: "o",
  kind: "propensity",
  outcome: { kind: "did", event: "bought", window: { kind: "last", amount: 30, unit: "day" } },
  audience: null,
  valueProperty: null,
  everyHours: null,
  purpose: null,
  rev: 1,
  updatedAt: 0,
  updatedBy: { kind: "system", id: "s", name: "S" },
};

const effect = (
  of: "recency" | "frequency" | "trend" | "tenure" | "value",
  event: string | null,
  mean: number,
  by: number,
) => {
  return { of, event, mean, effect: by, error: null };
};
const FITTED = {
  kind: "fitted",
  intercept: 0,
  spanDays: 30,
  behaviours: [
    effect("recency", "bought", 0.75, -2),
    effect("trend", "bought", 0, 0.5),
    effect("frequency", "looked", Math.log1p(4), 3),
    effect("tenure", null, 4, 0.25),
  ],
} as const;
const FIT: PropensityResult["fit"] = FITTED;
const NOTHING = { scored: 0, written: 0, unchanged: 0, takenBack: 0 };

function asked(fit: PropensityResult["fit"], isLookedAt = true) {
  const result: PropensityResult = {
    kind: "propensity",
    window: { from: DAY - 30, to: DAY },
    people: 1,
    happened: 1,
    known: 1,
    fit,
    quality: null,
    judgedBy: "people",
    changes: NOTHING,
  };
  const run = { outcome: "scored", result } as ModelRun;
  const reasons = createReasons({
    runs: { inForce: () => run },
    context: () => DEFAULT_CONTEXT,
    // The last bought 30 days ago, 2 of late and none before, 4 looks, known since the beginning.
    figures: async ({ at, figures }) => {
      expect([at, figures.length]).toEqual([AT, 5]);
      const made = [AT - 30 * DAY_MS, 2, 0, 4, 0];
      return { person: 7, isLookedAt, holds: [], figures: made, numbers: [] };
    },
  });
  return reasons(LEAVING, 7, AT + 99, new AbortController().signal);
}

test("what moves a chance most comes first, by how much it multiplies the odds, in words of days and counts", async () => {
  const told = await asked(FIT);
  // 4 looks are what everybody has: they move nothing.
  expect(told.map(({ of, event, figure, before, days }) => [of, event, figure, before, days])).toEqual([
    ["tenure", null, DAY, null, null],
    ["trend", "bought", 2, 0, 30],
    ["recency", "bought", 30, null, null],
  ]);
  expect(told[1]?.times).toBeCloseTo(3 ** 0.5, 9);
  expect(told[2]?.times).toBeCloseTo(Math.exp(0.5), 9);
});

test("the value is that which the run saw, whatever the model looks at by now", async () => {
  const read: (readonly string[])[] = [];
  const told = async (model: ModelRecord, asked?: AskedOutcome) => {
    const fit = { ...FITTED, behaviours: [effect("value", null, 0, 0.5), effect("tenure", null, 4, 0.25)] };
    const result = { kind: "propensity", window: { from: DAY - 30, to: DAY }, fit, asked };
    const reasons = createReasons({
      runs: { inForce: () => ({ outcome: "scored", result }) as unknown as ModelRun },
      context: () => DEFAULT_CONTEXT,
      figures: async ({ figures }) => {
        read.push(figures.flatMap((figure) => (figure.of === "sum" ? [figure.path.join(".")] : [])));
        const made = figures.map(({ of }) => (of === "sum" ? 99 : 0));
        return { person: 7, isLookedAt: true, holds: [], figures: made, numbers: [] };
      },
    });
    const found = await reasons(model, 7, AT + 99, new AbortController().signal);
    return found.map(({ of, figure }) => [of, figure]);
  };
  const asked = { outcome: "did bought in last 30 days", audience: null, valueProperty: "cart.total" };
  const value = ["value", 99];
  const tenure = ["tenure", DAY];
  expect(await told({ ...LEAVING, valueProperty: "revenue" }, asked)).toEqual([value, tenure]);
  expect(await told(LEAVING, asked)).toEqual([value, tenure]);
  expect(await told({ ...LEAVING, valueProperty: "revenue" })).toEqual([tenure]);
  expect(read).toEqual([["cart.total"], ["cart.total"], []]);
});

test("there are no reasons of whoever may not be looked at, and of a run that told nothing", async () => {
  expect(await asked(FIT, false)).toEqual([]);
  expect(await asked({ kind: "refused", reason: "nothing_known", detail: "" })).toEqual([]);
});
