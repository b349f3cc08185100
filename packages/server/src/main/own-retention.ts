import { setTimeout as pause } from "node:timers/promises";
import type { Instant } from "@habitus/kernel";
import { SYSTEM } from "../access/audit.ts";
import { isBusyOrFailed } from "../jobs/busy-or-failed.ts";
import type { JobKind } from "../jobs/job-runs.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Audit } from "../platform/audit.ts";
import type { Logger } from "../platform/logger.ts";
import type { Scope } from "../platform/scope.ts";
import { createRetention, type Retention } from "../privacy/retention.ts";
import { createRetentionJob, RETENTION_JOB } from "../privacy/retention-job.ts";
import { nextRetention } from "../privacy/retention-schedule.ts";
import type { VocabularySource } from "../segments/vocabulary.ts";
import type { WorkspaceStore } from "../segments/workspace-store.ts";
import type { EventReads } from "../store/event-reads.ts";
import { scheduleJob } from "./schedule-job.ts";
import { consumed } from "./stages.ts";
import type { Stores } from "./stores.ts";

export type RetentionOptions = {
  readonly now: () => Instant;
  readonly logger: Logger;
  readonly scope: Scope;
};

export type RetentionParts = {
  readonly audit: Audit;
  readonly events: EventReads;
  readonly workspace: WorkspaceStore;
  readonly vocabulary: Pick<VocabularySource, "forget">;
};

/** How long events are kept, and the job that deletes the others. */
export type OwnRetention = {
  readonly kinds: Readonly<Record<string, JobKind>>;
  /** To be called once there are jobs: it is night work from then on. */
  with(jobs: Jobs): RetentionNights;
};

export type RetentionNights = Retention & {
  /** When the job begins by itself; null while every rule keeps for ever. */
  nextAt(): Instant | null;
};

export function ownRetention(stores: Stores, options: RetentionOptions, parts: RetentionParts): OwnRetention {
  const { kv, log, store, pipeline } = stores;
  const { audit, events, workspace, vocabulary } = parts;
  const forgetMemory = (): void => vocabulary.forget();
  const retention = createRetention({ kv, log, audit, now: options.now, events });
  const deps = {
    retention: () => retention,
    log,
    events,
    store,
    consumed: () => consumed(pipeline.status()),
    forgetMemory,
    pause,
  };
  return {
    kinds: { [RETENTION_JOB]: createRetentionJob(deps) },
    with(jobs) {
      const nextAt = (): Instant | null => nextRetention(retention, jobs, workspace.get().zone);
      tend(retention, jobs, nextAt, options);
      return { ...retention, nextAt };
    },
  };
}

function tend(
  retention: Retention,
  jobs: Jobs,
  nextAt: () => Instant | null,
  options: RetentionOptions,
): void {
  const startIfDue = async (): Promise<void> => {
    await retention.say();
    const [due, now] = [nextAt(), options.now()];
    if (due === null || due > now || isBusyOrFailed(jobs, RETENTION_JOB, now)) return;
    await jobs.start(RETENTION_JOB, SYSTEM);
  };
  scheduleJob({ name: "retention", startIfDue, failed: "old events could not be deleted" }, options);
}
