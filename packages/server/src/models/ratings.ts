import type { Actor } from "@habitus/contract";
import { HabitusError, type Instant, must } from "@habitus/kernel";
import type { Jobs, JobView } from "../jobs/jobs.ts";
import type { Plan } from "@habitus/segments";
import type { ScoredPage } from "@habitus/segments-sql";
import type { Moment } from "../segments/evaluate.ts";
import type { PersonNumber } from "../store/event-store.ts";
import type { TraitReaders } from "../people/trait-readers.ts";
import type { Kv, Table } from "../platform/kv.ts";
import { createScoringRuns, type ScoringRun, type ScoringRuns } from "./model-runs.ts";
import { nextRunOf } from "./model-schedule.ts";
import { ratedTraits, RATING_JOB, type RatingJobInput, refuseRated } from "./rating-job.ts";
import type { RatingResult } from "./rating-run.ts";
import type { RatingContent, RatingRecord, RatingStore } from "./rating-store.ts";

/** A page of people; see `ScoredPage`. */
export type ScoredPeople = (
  plan: Plan,
  page: ScoredPage,
  moment: Moment,
  signal: AbortSignal,
) => Promise<readonly { readonly person: PersonNumber; readonly number: string }[]>;

export type RatingRun = ScoringRun<RatingResult>;
export type RatingRuns = ScoringRuns<RatingResult>;

/** Key: rating key, number of the run. */
const RUNS: Table<RatingRun> = { name: "rating_runs", version: 1 };
/** Key: rating key. When its last run began. */
const BEGUN: Table<{ readonly at: Instant }> = { name: "rating_runs_begun", version: 1 };

export function createRatingRuns(kv: Kv): RatingRuns {
  return createScoringRuns(kv, { runs: RUNS, begun: BEGUN });
}

export type RatingView = RatingRecord & {
  readonly newest: RatingRun | null;
  /** Whose scores are in force. */
  readonly inForce: RatingRun | null;
  /** Of the run that is under way. */
  readonly job: string | null;
  readonly nextRunAt: Instant | null;
};

export type Ratings = {
  list(): readonly RatingView[];
  /** @throws HabitusError `not_found`. */
  get(key: string): RatingView;
  /** @throws HabitusError `not_found`. */
  runs(key: string): readonly RatingRun[];
  /** @throws HabitusError `conflict`, `too_many`; `in_use` when something reads what it would tell no more. */
  set(key: string, content: RatingContent, rev: number, by: Actor): Promise<RatingView>;
  /** @throws HabitusError `not_found`, `job_running`. */
  run(key: string, by: Actor): Promise<JobView>;
  /** The job takes everything back first. @throws HabitusError `not_found`, `in_use`, `job_running`. */
  remove(key: string, by: Actor): Promise<JobView>;
};

export type RatingsDeps = {
  readonly store: RatingStore;
  readonly runs: RatingRuns;
  readonly jobs: Jobs;
  readonly readers: TraitReaders;
};

export function createRatings({ store, runs, jobs, readers }: RatingsDeps): Ratings {
  const present = (key: string): RatingRecord => {
    const record = store.get(key);
    if (record === null) throw new HabitusError("not_found", `There is no rating "${key}".`);
    return record;
  };
  const views = (records: readonly RatingRecord[]): readonly RatingView[] => {
    const underWay = new Map(
      jobs.unfinished(RATING_JOB).map(({ id, checkpoint }) => [(checkpoint as RatingJobInput).rating, id]),
    );
    return records.map((record) => ({
      ...record,
      newest: runs.newest(record.key),
      inForce: runs.inForce(record.key),
      job: underWay.get(record.key) ?? null,
      nextRunAt: nextRunOf(record, runs),
    }));
  };
  const view = (record: RatingRecord): RatingView => must(views([record])[0], "one of each");
  const start = (rating: string, by: Actor, ends: boolean): Promise<JobView> =>
    jobs.start(RATING_JOB, by, { rating, by, ends } satisfies RatingJobInput);
  return {
    list: () => views(store.list()),
    get: (key) => view(present(key)),
    runs: (key) => runs.list(present(key).key),
    async set(key, content, rev, by) {
      const before = store.get(key);
      if (before !== null && before.rev === rev) {
        refuseLost(key, before, content, readers);
      }
      return view(await store.set(key, content, rev, by));
    },
    run: async (key, by) => start(present(key).key, by, false),
    async remove(key, by) {
      refuseRated(key, present(key), readers);
      return start(key, by, true);
    },
  };
}

/**
 * What a rating told and tells no more would stay with people for ever, so parts go only together with the rating, or where a new
 * one takes their name.
 * @throws HabitusError `in_use`, `invalid_request`.
 */
function refuseLost(key: string, before: RatingRecord, after: RatingContent, readers: TraitReaders): void {
  const stays = new Set(ratedTraits(key, after));
  refuseRated(key, before, readers, stays);
  const lost = ratedTraits(key, before).filter((trait) => !stays.has(trait));
  if (lost.length === 0) return;
  throw new HabitusError("invalid_request", "Its kind stays, and so do its parts.", {
    fix: "Empty a part of its rules, or delete the rating and make another one.",
  });
}
