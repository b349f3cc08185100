import type { Actor } from "@habitus/contract";
import { HabitusError, type Instant } from "@habitus/kernel";
import type { Jobs, JobView } from "../jobs/jobs.ts";
import { MODEL_JOB, type ModelJobInput } from "./model-job.ts";
import { nextRunOf } from "./model-schedule.ts";
import type { ModelRun, ModelRuns } from "./model-runs.ts";
import { type ModelContent, type ModelRecord, type ModelStore, scoreKeys } from "./model-store.ts";

export type ModelView = ModelRecord & {
  readonly newest: ModelRun | null;
  /** Whose scores are in force. */
  readonly inForce: ModelRun | null;
  /** Of the run that is under way. */
  readonly job: string | null;
  readonly nextRunAt: Instant | null;
};

export type Models = {
  list(): readonly ModelView[];
  /** @throws HabitusError `not_found`. */
  get(key: string): ModelView;
  /** @throws HabitusError `not_found`. */
  runs(key: string): readonly ModelRun[];
  /** @throws HabitusError `conflict`, `too_many`. */
  set(key: string, content: ModelContent, rev: number, by: Actor): Promise<ModelView>;
  /** @throws HabitusError `not_found`, `job_running`. */
  run(key: string, by: Actor): Promise<JobView>;
  /** The job takes all scores back first. @throws HabitusError `not_found`, `in_use`, `job_running`. */
  remove(key: string, by: Actor): Promise<JobView>;
};

export type ModelsDeps = {
  readonly store: ModelStore;
  readonly runs: ModelRuns;
  readonly jobs: Jobs;
  /** Keys of the segments whose meaning rests on a trait. */
  readonly usedBy: (trait: string) => readonly string[];
};

export function createModels({ store, runs, jobs, usedBy }: ModelsDeps): Models {
  const present = (key: string): ModelRecord => {
    const record = store.get(key);
    if (record === null) throw new HabitusError("not_found", `There is no model "${key}".`);
    return record;
  };
  const view = (record: ModelRecord): ModelView => {
    const { key } = record;
    const under = jobs
      .unfinished(MODEL_JOB)
      .find(({ checkpoint }) => (checkpoint as ModelJobInput).model === key);
    return {
      ...record,
      newest: runs.newest(key),
      inForce: runs.inForce(key),
      job: under?.id ?? null,
      nextRunAt: nextRunOf(record, runs),
    };
  };
  const start = (model: string, by: Actor, ends: boolean): Promise<JobView> =>
    jobs.start(MODEL_JOB, by, { model, by, ends } satisfies ModelJobInput);
  return {
    list: () => store.list().map(view),
    get: (key) => view(present(key)),
    runs: (key) => runs.list(present(key).key),
    set: async (key, content, rev, by) => view(await store.set(key, content, rev, by)),
    run: async (key, by) => start(present(key).key, by, false),
    async remove(key, by) {
      const model = present(key);
      const readers = new Set(scoreKeys(key, model).flatMap(({ trait }) => usedBy(trait)));
      if (readers.size > 0) {
        throw new HabitusError("in_use", `Segments compare its scores: ${[...readers].join(", ")}.`, {
          fix: "Change or delete these segments first.",
          details: { segments: [...readers] },
        });
      }
      return start(key, by, true);
    },
  };
}
