import type { Actor } from "@habitus/contract";
import { HabitusError, type Instant, must } from "@habitus/kernel";
import type { Jobs, JobView } from "../jobs/jobs.ts";
import { MODEL_JOB, type ModelJobInput } from "./model-job.ts";
import { nextRunOf } from "./model-schedule.ts";
import type { ModelRun, ModelRuns } from "./model-runs.ts";
import { type ModelContent, type ModelRecord, type ModelStore, scoreKeys } from "./model-store.ts";
import { refuseCompared } from "./score-uses.ts";
import type { TraitReaders } from "../people/trait-readers.ts";

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
  /** @throws HabitusError `conflict`, `too_many`; `in_use` when something reads a score that it would tell no more. */
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
  readonly readers: TraitReaders;
};

export function createModels({ store, runs, jobs, readers }: ModelsDeps): Models {
  const present = (key: string): ModelRecord => {
    const record = store.get(key);
    if (record === null) throw new HabitusError("not_found", `There is no model "${key}".`);
    return record;
  };
  const views = (records: readonly ModelRecord[]): readonly ModelView[] => {
    const underWay = new Map(
      jobs.unfinished(MODEL_JOB).map(({ id, checkpoint }) => [(checkpoint as ModelJobInput).model, id]),
    );
    return records.map((record) => ({
      ...record,
      newest: runs.newest(record.key),
      inForce: runs.inForce(record.key),
      job: underWay.get(record.key) ?? null,
      nextRunAt: nextRunOf(record, runs),
    }));
  };
  const view = (record: ModelRecord): ModelView => must(views([record])[0], "one of each");
  const refuseLost = (key: string, content: ModelContent, rev: number): void => {
    const before = store.get(key);
    if (before === null || before.rev !== rev) return;
    const stays = new Set(scoreKeys(key, content).map(({ trait }) => trait));
    refuseCompared(
      scoreKeys(key, before).filter(({ trait }) => !stays.has(trait)),
      readers,
    );
  };
  const start = (model: string, by: Actor, ends: boolean): Promise<JobView> =>
    jobs.start(MODEL_JOB, by, { model, by, ends } satisfies ModelJobInput);
  return {
    list: () => views(store.list()),
    get: (key) => view(present(key)),
    runs: (key) => runs.list(present(key).key),
    async set(key, content, rev, by) {
      refuseLost(key, content, rev);
      return view(await store.set(key, content, rev, by));
    },
    run: async (key, by) => start(present(key).key, by, false),
    async remove(key, by) {
      const model = present(key);
      refuseCompared(scoreKeys(key, model), readers);
      return start(key, by, true);
    },
  };
}
