import { setTimeout as pause } from "node:timers/promises";
import type { Instant } from "@habitus/kernel";
import { SYSTEM } from "../access/audit.ts";
import type { Webhooks } from "../delivery/webhooks.ts";
import type { DeadLetters } from "../ingest/dead-letters.ts";
import type { Imports } from "../imports/imports.ts";
import { isBusyOrFailed } from "../jobs/busy-or-failed.ts";
import type { JobKind } from "../jobs/job-runs.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Rehearsals } from "../membership/rehearsal/rehearsal-store.ts";
import type { Audit } from "../platform/audit.ts";
import { every } from "../platform/every.ts";
import type { People } from "../people/people.ts";
import { type Logger, reasonsOf } from "../platform/logger.ts";
import type { Scope } from "../platform/scope.ts";
import { createErasures, type Erasures } from "../privacy/erasures.ts";
import { createEventDeletions, type EventDeletions } from "../privacy/event-deletions.ts";
import { nightAfter } from "../privacy/night.ts";
import { createRewriteJob, REWRITE_JOB } from "../privacy/rewrite-job.ts";
import { createErasureReads } from "../profiles/erasure-reads.ts";
import type { ProfileReads } from "../profiles/profile-reads.ts";
import type { Thresholds } from "../segments/thresholds.ts";
import type { VocabularySource } from "../segments/vocabulary.ts";
import type { WorkspaceStore } from "../segments/workspace-store.ts";
import { scheduleJob } from "./schedule-job.ts";
import { consumed } from "./stages.ts";
import type { Stores } from "./stores.ts";

export type ErasureOptions = {
  readonly now: () => Instant;
  readonly logger: Logger;
  readonly scope: Scope;
};

/** Whatever holds something of a person besides the stores. */
export type ErasureParts = {
  readonly audit: Audit;
  readonly workspace: WorkspaceStore;
  readonly profiles: ProfileReads;
  readonly jobs: Jobs;
  readonly people: { forgetArrivals(): void };
  readonly facts: Pick<People, "sweepUploads">;
  readonly imports: Pick<Imports, "forgetBefore">;
  readonly deadLetters: DeadLetters;
  readonly webhooks: Webhooks;
  readonly rehearsals: Pick<Rehearsals, "forget">;
  readonly vocabulary: VocabularySource;
  readonly thresholds: Pick<Thresholds, "forget">;
};

const WORK_MS = 1_000;

export type Removals = { readonly erasures: Erasures; readonly eventDeletions: EventDeletions };

/** The erasures and deletions over the stores, which go on by themselves. */
export function ownErasures(stores: Stores, options: ErasureOptions, parts: ErasureParts): Removals {
  const { kv, log, pipeline, digest } = stores;
  const { audit, workspace, profiles, jobs, people, facts, imports, deadLetters, webhooks, vocabulary } =
    parts;
  const common = {
    kv,
    log,
    digest,
    audit,
    now: options.now,
    profiles,
    positions: () => {
      const status = pipeline.status();
      return { membership: status?.membership.offset ?? 0, store: status?.store.offset ?? 0 };
    },
    nightAfter: (at: Instant) => nightAfter(at, workspace.get().zone),
    pause,
  };
  const erasures = createErasures({
    ...common,
    deadLetters,
    reads: createErasureReads(kv, digest),
    forgetNodes: (nodes) => parts.rehearsals.forget(nodes),
    forgetAccounts: (accounts) => parts.thresholds.forget(accounts),
    forgetDeliveries: (isGone) => webhooks.forget(isGone),
    forgetMemory: () => {
      people.forgetArrivals();
      vocabulary.forget();
    },
    sweepUploads: async (before) => (await facts.sweepUploads(before)) + (await imports.forgetBefore(before)),
  });
  const eventDeletions = createEventDeletions({ ...common, forgetMemory: () => vocabulary.forget() });
  const removals = { erasures, eventDeletions };
  tend(removals, jobs, options);
  return removals;
}

/** The job that clears files, for what is removed after it is made. */
export function rewriteJob(stores: Stores, removals: () => Removals): Readonly<Record<string, JobKind>> {
  const { kv, log, store, memberships, pipeline, digest } = stores;
  const kind = createRewriteJob({
    leaving: () => {
      const all = Object.values(removals());
      return {
        work: async () => {
          for (const each of all) await each.work();
        },
        note: async (places, upTo) => {
          for (const each of all) await each.note(places, upTo);
        },
      };
    },
    reads: createErasureReads(kv, digest),
    log,
    store,
    kv,
    memberships,
    consumed: () => consumed(pipeline.status()),
    alone: (work) => pipeline.without(work),
    pause,
  });
  return { [REWRITE_JOB]: kind };
}

/** Takes them further, and clears files at night. */
function tend({ erasures, eventDeletions }: Removals, jobs: Jobs, options: ErasureOptions): void {
  const { now, logger, scope } = options;
  const failed = (error: unknown): void =>
    logger.warn(reasonsOf(error), "an erasure could not go on; it will be tried again");
  const work = async (): Promise<void> => {
    await erasures.work();
    await eventDeletions.work();
  };
  const working = every(WORK_MS, work, failed);
  scope.own("erasures", working, () => working.stop());
  const startIfDue = async (): Promise<void> => {
    const isDue = erasures.isRewritingDue(now()) || eventDeletions.isRewritingDue(now());
    if (!isDue || isBusyOrFailed(jobs, REWRITE_JOB, now())) return;
    await jobs.start(REWRITE_JOB, SYSTEM);
  };
  scheduleJob({ name: "clearing of files", startIfDue, failed: "files could not be cleared" }, options);
}
