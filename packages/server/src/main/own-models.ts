import { setTimeout as pause } from "node:timers/promises";
import {
  type FiguresRow,
  figuresStatement,
  type OrderRow,
  ordersStatement,
  readFigures,
  readOrders,
} from "@habitus/segments-sql";
import { SYSTEM } from "../access/audit.ts";
import type { JobKind } from "../jobs/job-runs.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { createModelJob, MODEL_JOB, type ModelJobDeps } from "../models/model-job.ts";
import { createModelRuns, type ModelRuns } from "../models/model-runs.ts";
import { dueModel } from "../models/model-schedule.ts";
import { createModelStore, type ModelStore } from "../models/model-store.ts";
import { createModels, type Models } from "../models/models.ts";
import { createIntervals, type IntervalsOf } from "../models/score-intervals.ts";
import { createReasons, type ReasonsOf } from "../models/score-reasons.ts";
import type { PlanContexts } from "../segments/plan-contexts.ts";
import type { TraitReaders } from "../people/trait-readers.ts";
import type { Audit } from "../platform/audit.ts";
import { createIdentityReads } from "../profiles/identity-reads.ts";
import { highestPerson } from "../profiles/profile-reads.ts";
import type { WorkspaceStore } from "../segments/workspace-store.ts";
import type { EventReads } from "../store/event-reads.ts";
import { createModelThreads } from "./model-thread.ts";
import { scheduleJob } from "./schedule-job.ts";
import type { ServiceOptions } from "./services.ts";
import type { Stages } from "./stages.ts";
import type { Stores } from "./stores.ts";

/** The documents, which other things ask for before there are jobs. */
export type OwnModels = { readonly store: ModelStore; readonly runs: ModelRuns };

/** @param isTaken whether something else writes scores of such names. */
export function ownModels(
  { kv }: Stores,
  { now }: ServiceOptions,
  audit: Audit,
  isTaken: (key: string) => boolean,
): OwnModels {
  return { store: createModelStore({ kv, audit, now, isTaken }), runs: createModelRuns(kv) };
}

type JobParts = Pick<ModelJobDeps, "context" | "profiles"> & {
  readonly readers: TraitReaders;
  readonly workspace: Pick<WorkspaceStore, "logicalNow">;
  readonly stages: Pick<Stages, "stored">;
  readonly events: Pick<EventReads, "eventNames">;
  /** Made after the jobs. */
  readonly writer: ModelJobDeps["writer"];
};

export function modelJob(
  stores: Stores,
  { now }: ServiceOptions,
  { store: models, runs }: OwnModels,
  { context, profiles, readers, workspace, stages, events, writer }: JobParts,
): Readonly<Record<string, JobKind>> {
  const { kv, log, engine } = stores;
  const kind = createModelJob({
    models,
    runs,
    context,
    profiles,
    readers,
    now,
    logicalNow: () => workspace.logicalNow(),
    writer,
    logHead: () => log.head().offset,
    resolved: () => createIdentityReads(kv).resolved(),
    stored: () => stages.stored(),
    highestPerson: () => highestPerson(kv),
    frequent: async (limit, signal) => (await events.eventNames({ limit }, signal)).map(({ name }) => name),
    carryOut: createModelThreads(new URL("./model.js", import.meta.url), engine),
    pause,
  });
  return { [MODEL_JOB]: kind };
}

export function modelsWith({ store, runs }: OwnModels, jobs: Jobs, readers: TraitReaders): Models {
  return createModels({ store, runs, jobs, readers });
}

/** What runs say of one person besides the scores: how far they leave them open, and what moves them. */
export function toldWith(stores: Pick<Stores, "store">, models: OwnModels, context: PlanContexts) {
  return {
    scoreIntervals: intervalsWith(stores, models, context),
    scoreReasons: reasonsWith(stores, models, context),
  };
}

function intervalsWith(
  { store }: Pick<Stores, "store">,
  { runs }: OwnModels,
  context: PlanContexts,
): IntervalsOf {
  return createIntervals({
    runs,
    context,
    orders: async (question, upTo, person, signal) => {
      const { people, matches, path, zone, covariates: known, at, present } = question;
      const wanted = {
        people,
        matches,
        path,
        zone,
        traits: [],
        known,
        seenUpTo: upTo,
        after: person - 1,
        upTo: person,
      };
      const statement = ordersStatement(wanted, { at, present });
      const [row] = await store.query<OrderRow>(statement, { lane: "interactive", signal });
      const read = row === undefined ? null : readOrders(row, 0, known.length);
      return { sums: read?.orders ?? null, known: read?.known ?? [] };
    },
  });
}

function reasonsWith(
  { store }: Pick<Stores, "store">,
  { runs }: OwnModels,
  context: PlanContexts,
): ReasonsOf {
  return createReasons({
    runs,
    context,
    figures: async ({ plans, figures, at, present }, person, signal) => {
      const wanted = { plans, figures, numbers: [], after: person - 1, upTo: person };
      const statement = figuresStatement(wanted, { at, present });
      const [row] = await store.query<FiguresRow>(statement, { lane: "interactive", signal });
      return row === undefined ? null : readFigures(row, wanted);
    },
  });
}

/** Begins the runs that are due, one at a time; to be called once jobs were taken up again. */
export function scheduleModels(
  { store, runs }: OwnModels,
  jobs: Jobs,
  options: Pick<ServiceOptions, "scope" | "now" | "logger">,
): void {
  const startIfDue = async (): Promise<void> => {
    if (jobs.unfinished(MODEL_JOB).length > 0) return;
    const due = dueModel(store.list(), runs, options.now());
    if (due !== null) await jobs.start(MODEL_JOB, SYSTEM, { model: due.key, by: SYSTEM, ends: false });
  };
  scheduleJob({ name: "models", startIfDue, failed: "a model could not be run" }, options);
}
