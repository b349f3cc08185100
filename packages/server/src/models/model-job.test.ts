import { HabitusError, HOUR_MS } from "@habitus/kernel";
import { DEFAULT_CONTEXT } from "@habitus/segments";
import { expect, test } from "vitest";
import type { JobHandle } from "../jobs/job-runs.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { put } from "../platform/kv.ts";
import { createModelJob, type ModelJobDeps } from "./model-job.ts";
import { createModelRuns, type PropensityResult } from "./model-runs.ts";
import { dueModel } from "./model-schedule.ts";
import { createModelStore, type BuyingContent, type PropensityContent, scoreKeys } from "./model-store.ts";

const ADA = { kind: "user", id: "u1", name: "Ada" } as const;
const CONTENT: BuyingContent = {
  name: "Shop",
  goal: "g",
  owner: "o",
  kind: "bgnbd",
  orders: [],
  valueProperty: null,
  unit: "day",
  holdoutDays: 0,
  horizonDays: 30,
  discountPercent: 0,
  everyHours: 24,
  purpose: null,
};

async function world(overrides: Partial<ModelJobDeps> = {}) {
  const kv = createMemoryKv();
  const clock = { at: 1_000 };
  const now = () => clock.at;
  const audit = () => put({ name: "audit", version: 1 }, [1], {});
  const models = createModelStore({ kv, audit, now });
  const runs = createModelRuns(kv);
  for (const key of ["a", "b"]) {
    await models.set(key, CONTENT, 0, ADA);
    clock.at++;
  }
  const used: string[] = [];
  const nobody = () => {
    throw new Error("nobody is asked");
  };
  const deps: ModelJobDeps = {
    models,
    runs,
    now,
    context: () => {
      throw new Error("The thread ended.");
    },
    logicalNow: now,
    profiles: { ofNumber: nobody },
    writer: nobody,
    logHead: () => 0,
    resolved: () => 0,
    stored: () => 0,
    highestPerson: () => 0,
    carryOut: nobody,
    frequent: nobody,
    readers: () =>
      used.map((key) => ({
        kind: "segments",
        key,
        traits: scoreKeys("a", CONTENT).map(({ trait }) => trait),
        leaves: [],
      })),
    pause: () => Promise.resolve(),
    ...overrides,
  };
  const run = (model: string, ends = false, signal = new AbortController().signal) => {
    const checkpoint = { model, by: ADA, ends };
    const job: JobHandle = { id: "j1", signal, checkpoint, progress: () => Promise.resolve() };
    return createModelJob(deps).run(job);
  };
  return { clock, models, runs, used, run, due: () => dueModel(models.list(), runs, now())?.key ?? null };
}

test("a mistake of ours is a run that failed, so the other model has its turn", async () => {
  const { clock, runs, run, due } = await world();
  expect(due()).toBe("a");
  await expect(run("a")).rejects.toThrow("The thread ended.");
  expect(runs.newest("a")).toMatchObject({ outcome: "failed", error: { code: "internal" } });
  expect(due()).toBe("b");
  clock.at += 24 * HOUR_MS;
  expect(due()).toBe("b");
});

test("a run that was cancelled is none, and holds its model alone back for an hour", async () => {
  const { clock, runs, run, due } = await world();
  await expect(run("a", false, AbortSignal.abort())).rejects.toThrow("The thread ended.");
  expect(runs.newest("a")).toBeNull();
  expect(due()).toBe("b");
  await expect(run("b", false, AbortSignal.abort())).rejects.toThrow("The thread ended.");
  expect(due()).toBeNull();
  clock.at += HOUR_MS;
  expect(due()).toBe("a");
});

test("what segments compare by now does not end, and a job that had ended its model is done", async () => {
  const { models, used, run } = await world();
  used.push("likely");
  const refused = await run("a", true).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(HabitusError);
  expect(refused).toMatchObject({ code: "in_use" });
  await models.remove("a", ADA);
  expect(await run("a", true)).toEqual({ model: "a" });
});

test("covariates are kept with the Pareto/NBD, and refused with any other kind; a model without any says nothing of them", async () => {
  const { models } = await world();
  const covariates = ["born"];
  await expect(models.set("c", { ...CONTENT, covariates }, 0, ADA)).rejects.toMatchObject({
    code: "no_covariates",
  });
  await models.set("c", { ...CONTENT, kind: "paretonbd", covariates }, 0, ADA);
  expect(models.get("c")).toMatchObject({ covariates: ["born"] });
  expect(models.get("a")).not.toHaveProperty("covariates");
});

test("a refused run of an edited likelihood takes the former chances back, and then none is in force", async () => {
  const asked: boolean[] = [];
  const refused: PropensityResult = {
    kind: "propensity",
    window: { from: 1, to: 2 },
    people: 0,
    happened: 0,
    known: 0,
    fit: { kind: "refused", reason: "too_few_outcomes", detail: "" },
    quality: null,
    judgedBy: "people",
    changes: { scored: 0, written: 0, unchanged: 0, takenBack: 0 },
  };
  const { models, runs, run } = await world({
    context: () => DEFAULT_CONTEXT,
    frequent: () => Promise.resolve([]),
    carryOut: async ({ question }) => {
      if (question.kind === "propensity") asked.push(question.keeps);
      return refused;
    },
  });
  const outcome = (amount: number): PropensityContent["outcome"] => ({
    kind: "did",
    event: "bought",
    window: { kind: "last", amount, unit: "day" },
  });
  const { name, goal, owner, valueProperty, everyHours, purpose } = CONTENT;
  const shared = { name, goal, owner, valueProperty, everyHours, purpose };
  const content = { ...shared, kind: "propensity", outcome: outcome(30), audience: null } as const;
  await models.set("c", content, 0, ADA);
  const before = { outcome: "did bought in last 30 days", audience: null, valueProperty: null };
  const scored = { ...refused, asked: before };
  const about = { model: "c", rev: 1, job: "j0", startedAt: 1, finishedAt: 2, error: null } as const;
  await runs.keep({ ...about, outcome: "scored", result: scored });
  await run("c");
  expect(runs.inForce("c")?.number).toBe(1);
  await models.set("c", { ...content, outcome: outcome(60) }, 1, ADA);
  await run("c");
  expect([runs.newest("c")?.outcome, runs.inForce("c")]).toEqual(["refused", null]);
  // Nothing is told that would have to go.
  await run("c");
  expect(asked).toEqual([true, false, true]);
});
