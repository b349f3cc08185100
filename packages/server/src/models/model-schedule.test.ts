import { HOUR_MS } from "@habitus/kernel";
import { expect, test } from "vitest";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { createModelRuns, type ModelRun, RUNS_KEPT } from "./model-runs.ts";
import { dueModel, nextRunOf } from "./model-schedule.ts";
import type { ModelRecord } from "./model-store.ts";

const run = (model: string, startedAt: number, outcome: ModelRun["outcome"]): Omit<ModelRun, "number"> => ({
  model,
  startedAt,
  outcome,
  rev: 1,
  job: "j1",
  finishedAt: startedAt,
  error: null,
  result: null,
});
const model = (key: string, everyHours: number | null): ModelRecord =>
  ({ key, everyHours, rev: 1, updatedAt: 1_000 }) as ModelRecord;

test("a new model is due at once, others so many hours after their last run began, whatever came of it", async () => {
  const runs = createModelRuns(createMemoryKv());
  const models = [model("a", 2), model("b", 24), model("c", null)];
  expect(models.map((each) => nextRunOf(each, runs))).toEqual([1_000, 1_000, null]);
  await runs.keep(run("a", 5_000, "failed"));
  await runs.keep(run("b", 6_000, "scored"));
  expect(dueModel(models, runs, 5_000 + 2 * HOUR_MS - 1)).toBeNull();
  expect(dueModel(models, runs, 5_000 + 2 * HOUR_MS)?.key).toBe("a");
  // Of several the one that has waited longest.
  await runs.keep(run("a", 3 * 24 * HOUR_MS, "scored"));
  expect(dueModel(models, runs, 4 * 24 * HOUR_MS)?.key).toBe("b");
});

test("an edited model is due at once, an hour after its last run began at the earliest, until it was run as it is now", async () => {
  const runs = createModelRuns(createMemoryKv());
  const edited = { ...model("a", 24), rev: 2, updatedAt: 9_000 };
  await runs.keep(run("a", 5_000, "scored"));
  expect(nextRunOf(edited, runs)).toBe(9_000);
  expect(nextRunOf({ ...edited, everyHours: null }, runs)).toBeNull();
  await runs.begin("a", 5_000);
  expect(nextRunOf(edited, runs)).toBe(5_000 + HOUR_MS);
  await runs.keep({ ...run("a", 9_500, "refused"), rev: 2 });
  expect(nextRunOf(edited, runs)).toBe(9_500 + 24 * HOUR_MS);
});

test("once the scores were taken back no run is in force until there are others, however long that was ago", async () => {
  const runs = createModelRuns(createMemoryKv());
  await runs.keep(run("a", 1, "scored"));
  await runs.keep({ ...run("a", 2, "refused"), clears: true });
  expect(runs.inForce("a")).toBeNull();
  for (let at = 3; at < RUNS_KEPT + 10; at++) await runs.keep(run("a", at, "refused"));
  expect(runs.inForce("a")).toBeNull();
  await runs.keep(run("a", RUNS_KEPT + 10, "scored"));
  expect(runs.inForce("a")?.number).toBe(RUNS_KEPT + 10);
});

test("runs are counted, and the one whose scores are in force is never forgotten", async () => {
  const runs = createModelRuns(createMemoryKv());
  await runs.keep(run("a", 1, "refused"));
  await runs.keep(run("a", 2, "scored"));
  for (let at = 3; at < RUNS_KEPT + 10; at++) await runs.keep(run("a", at, "refused"));
  await runs.keep(run("ab", 1, "scored"));
  expect(runs.list("a")).toHaveLength(RUNS_KEPT);
  expect(runs.newest("a")?.number).toBe(RUNS_KEPT + 9);
  expect(runs.inForce("a")?.number).toBe(2);
  await runs.forget("a");
  expect([runs.list("a"), runs.list("ab").length]).toEqual([[], 1]);
});
