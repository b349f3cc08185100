import { type Actor, LIMITS } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import type { ModelJobInput } from "../models/model-job.ts";
import { createModelRuns } from "../models/model-runs.ts";
import { createModelStore, scoreKeys } from "../models/model-store.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { put } from "../platform/kv.ts";
import { createDemoInsight, type DemoGoal } from "./demo-insight.ts";

const SYSTEM: Actor = { kind: "system", id: "system", name: "Habitus" };
const JOB = { progress: () => Promise.resolve() };
const OLENA: Actor = { kind: "user", id: "u1", name: "Olena" };

function world(first: { readonly event: string | null; readonly isSaid: boolean }, isTaken = false) {
  const now = (): number => 1_000;
  const kv = createMemoryKv();
  const audit = () => put({ name: "audit", version: 1 }, ["one"], null);
  const models = createModelStore({ kv, audit, now, isTaken: (key) => isTaken && key === "shop" });
  const runs = createModelRuns(kv);
  let said = first;
  const goal: DemoGoal = {
    get: () => said,
    set: (event, by) => {
      said = { event, isSaid: by.kind !== "system" };
      return Promise.resolve();
    },
  };
  let underWay: { readonly id: string; readonly checkpoint: ModelJobInput }[] = [];
  const read = new Set<string>();
  let examinations = 0;
  let isDeaf = false;
  const insight = createDemoInsight({
    goal,
    models,
    runs,
    isRead: (traits) => traits.some((trait) => read.has(trait)),
    jobs: () => ({
      start: (_kind, _by, input) => {
        if (underWay.length > 0) throw new HabitusError("job_running", "One is running.");
        underWay.push({ id: "j1", checkpoint: input as ModelJobInput });
        return Promise.resolve({} as never);
      },
      cancel: (id) => {
        if (!isDeaf) underWay = underWay.filter((job) => job.id !== id);
        return Promise.resolve({} as never);
      },
      unfinished: () => underWay,
    }),
    wasExamined: () => examinations > 0,
    examine: () => Promise.resolve(examinations++),
    pause: () => Promise.resolve(),
    by: SYSTEM,
  });
  return {
    insight,
    goal,
    models,
    runs,
    readScores: () => {
      for (const { trait } of scoreKeys("shop", models.get("shop") ?? expect.fail())) read.add(trait);
    },
    underWay: () => underWay,
    /** As one that was interrupted. */
    runsOn: () => {
      isDeaf = true;
    },
    examinations: () => examinations,
  };
}

const NOTHING = { event: null, isSaid: false };

test("a goal, a model that runs and an examination come once, and go with a run that is under way", async () => {
  const { insight, goal, models, underWay, examinations } = world(NOTHING);
  expect(insight.plan()).toEqual({ goal: false, model: null });
  await insight.ensure();
  await insight.begin();
  expect(goal.get().event).toBe("Order Completed");
  expect(underWay().map(({ checkpoint }) => checkpoint)).toEqual([
    { model: "shop", by: SYSTEM, ends: false },
  ]);
  await insight.ensure();
  await insight.begin();
  expect([models.get("shop")?.rev, underWay().length, examinations()]).toEqual([1, 1, 1]);
  expect(insight.plan()).toMatchObject({ goal: true, model: { model: { key: "shop" }, why: null } });
  await insight.remove(JOB);
  expect([goal.get().event, models.get("shop"), underWay()]).toEqual([null, null, []]);
  // As a job that is taken up again does.
  await insight.remove(JOB);
});

test("a job that waits for a run of the model hears that it shall stop, and takes nothing back", async () => {
  const { insight, models, runsOn } = world(NOTHING);
  await insight.ensure();
  await insight.begin();
  runsOn();
  const looks: string[] = [];
  const progress = (): Promise<void> =>
    looks.push("look") < 3 ? Promise.resolve() : Promise.reject(new Error("The server is stopping."));
  await expect(insight.remove({ progress })).rejects.toThrow("stopping");
  expect(models.get("shop")).not.toBeNull();
});

test("what somebody has said or made is theirs, before and after", async () => {
  const own = world({ event: "Signed Up", isSaid: true });
  await own.insight.ensure();
  expect(own.goal.get().event).toBe("Signed Up");
  expect(own.insight.plan().goal).toBe(false);

  const { insight, models, goal } = world(NOTHING);
  await insight.ensure();
  const { key: _key, rev, updatedAt: _at, updatedBy: _by, ...content } = models.get("shop") ?? expect.fail();
  await models.set("shop", { ...content, name: "Ours" }, rev, OLENA);
  await goal.set("Order Completed", OLENA);
  expect(insight.plan()).toMatchObject({ goal: false, model: { why: "changed" } });
  await insight.remove(JOB);
  expect([models.get("shop")?.name, goal.get().event]).toEqual(["Ours", "Order Completed"]);
});

test("a model whose scores something reads stays", async () => {
  const { insight, models, readScores } = world(NOTHING);
  await insight.ensure();
  readScores();
  expect(insight.plan().model?.why).toBe("in_use");
  await insight.remove(JOB);
  expect(models.get("shop")).not.toBeNull();
});

test("where the model's key or the number of models is taken the demo goes without a model", async () => {
  const rated = world(NOTHING, true);
  const full = world(NOTHING);
  const donor = world(NOTHING);
  await donor.insight.ensure();
  const {
    key: _key,
    rev: _rev,
    updatedAt: _at,
    updatedBy: _by,
    ...content
  } = donor.models.get("shop") ?? expect.fail();
  for (let n = 0; n < LIMITS.models; n++) await full.models.set(`own-${n}`, content, 0, OLENA);
  for (const { insight, models, goal, underWay, examinations } of [rated, full]) {
    await insight.ensure();
    await insight.begin();
    expect([models.get("shop"), underWay(), goal.get().event]).toEqual([null, [], "Order Completed"]);
    expect(examinations()).toBe(1);
    expect(insight.plan()).toEqual({ goal: true, model: null });
  }
});

test("a goal that somebody says meanwhile stays", async () => {
  const { insight, goal, models } = world(NOTHING);
  goal.set = () => Promise.reject(new HabitusError("conflict", "It was changed."));
  await insight.ensure();
  expect([goal.get().event, models.get("shop")?.rev]).toEqual([null, 1]);
});
