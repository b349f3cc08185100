import { setTimeout as pause } from "node:timers/promises";
import { type DeedsRow, deedsStatement, readDeeds, scoredStatement } from "@habitus/segments-sql";
import { SYSTEM } from "../access/audit.ts";
import type { JobKind } from "../jobs/job-runs.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { dueModel } from "../models/model-schedule.ts";
import {
  createRatingJob,
  RATING_JOB,
  type RatingJobDeps,
  type RatingJobInput,
} from "../models/rating-job.ts";
import { createRatingStore, leadScores, ratingReader, type RatingStore } from "../models/rating-store.ts";
import { modelReader } from "../models/model-store.ts";
import { createRatingRuns, type RatingRuns, type ScoredPeople } from "../models/ratings.ts";
import type { Audit } from "../platform/audit.ts";
import { createIdentityReads } from "../profiles/identity-reads.ts";
import { highestPerson } from "../profiles/profile-reads.ts";
import type { WorkspaceStore } from "../segments/workspace-store.ts";
import { createBenefitThreads } from "./benefit-thread.ts";
import { type OwnModels, ownModels } from "./own-models.ts";
import { scheduleJob } from "./schedule-job.ts";
import type { ServiceOptions } from "./services.ts";
import type { Stages } from "./stages.ts";
import type { Stores } from "./stores.ts";

/** The documents, which other things ask for before there are jobs. */
export type OwnRatings = { readonly store: RatingStore; readonly runs: RatingRuns };

function ownRatings({ kv }: Stores, { now }: ServiceOptions, audit: Audit, models: OwnModels): OwnRatings {
  const isTaken = (key: string): boolean => models.store.get(key) !== null;
  return { store: createRatingStore({ kv, audit, now, isTaken }), runs: createRatingRuns(kv) };
}

/** What scores people on schedule; of keys that would have names in common the first stays. */
export function ownScoring(stores: Stores, options: ServiceOptions, audit: Audit) {
  const models = ownModels(stores, options, audit, (key) => rated.store.get(key) !== null);
  const rated: OwnRatings = ownRatings(stores, options, audit, models);
  return {
    models,
    rated,
    leads: () => leadScores(rated.store.list()),
    /** What reads segments, scores and occasions by its rules. */
    rules: () => [...rated.store.list().map(ratingReader), ...models.store.list().map(modelReader)],
  };
}

type JobParts = Pick<RatingJobDeps, "context" | "profiles" | "readers" | "writer"> & {
  readonly workspace: Pick<WorkspaceStore, "logicalNow">;
  readonly stages: Pick<Stages, "stored">;
};

export function ratingJob(
  { kv, log, store }: Stores,
  { now }: ServiceOptions,
  { store: ratings, runs }: OwnRatings,
  { workspace, stages, ...parts }: JobParts,
): Readonly<Record<string, JobKind>> {
  const kind = createRatingJob({
    ...parts,
    ratings,
    runs,
    now,
    logicalNow: () => workspace.logicalNow(),
    logHead: () => log.head().offset,
    resolved: () => createIdentityReads(kv).resolved(),
    stored: () => stages.stored(),
    highestPerson: () => highestPerson(kv),
    deeds: async (wanted, moment, signal) => {
      const rows = await store.query<DeedsRow>(deedsStatement(wanted, moment), { lane: "backfill", signal });
      return rows.map((row) => readDeeds(row, wanted));
    },
    judge: createBenefitThreads(new URL("./benefits.js", import.meta.url)),
    pause,
  });
  return { [RATING_JOB]: kind };
}

type ScoredRow = { readonly person: number | string; readonly number: string };

export function scoredPeople({ store }: Stores): ScoredPeople {
  return async (plan, page, moment, signal) => {
    const statement = scoredStatement(plan, page, moment);
    const rows = await store.query<ScoredRow>(statement, { lane: "interactive", signal });
    return rows.map(({ person, number }) => ({ person: Number(person), number }));
  };
}

/** Begins the runs that are due, one at a time; to be called once jobs were taken up again. */
export function scheduleRatings(
  { store, runs }: OwnRatings,
  jobs: Jobs,
  options: Pick<ServiceOptions, "scope" | "now" | "logger">,
): void {
  const startIfDue = async (): Promise<void> => {
    if (jobs.unfinished(RATING_JOB).length > 0) return;
    const due = dueModel(store.list(), runs, options.now());
    if (due === null) return;
    await jobs.start(RATING_JOB, SYSTEM, {
      rating: due.key,
      by: SYSTEM,
      ends: false,
    } satisfies RatingJobInput);
  };
  scheduleJob({ name: "ratings", startIfDue, failed: "a rating could not be run" }, options);
}
