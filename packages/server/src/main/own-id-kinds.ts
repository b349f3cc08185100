import { setTimeout as pause } from "node:timers/promises";
import { SYSTEM } from "../access/audit.ts";
import { isBusyOrFailed } from "../jobs/busy-or-failed.ts";
import type { JobKind } from "../jobs/job-runs.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { IdentityReads } from "../profiles/identity-reads.ts";
import { createIdKinds, type IdKinds } from "../profiles/id-kind-changes.ts";
import { createKindSweepJob, ID_KINDS_JOB } from "../people/id-kinds-job.ts";
import { scheduleJob } from "./schedule-job.ts";
import type { ServiceOptions } from "./services.ts";
import type { Stores } from "./stores.ts";

/** Kinds of ids, and the job that brings people in line with their rules. */
export type OwnIdKinds = {
  readonly kinds: Readonly<Record<string, JobKind>>;
  /** To be called once there are jobs: what a crash has left is taken up. */
  with(jobs: Jobs): IdKinds;
};

export function ownIdKinds({ kv, log }: Stores, options: ServiceOptions, reads: IdentityReads): OwnIdKinds {
  const idKinds = createIdKinds({ kv, log, reads, pause });
  const deps = { kinds: () => idKinds, resolved: () => reads.resolved(), pause };
  return {
    kinds: { [ID_KINDS_JOB]: createKindSweepJob(deps) },
    with(jobs) {
      const startIfDue = async (): Promise<void> => {
        if (idKinds.left() === null || isBusyOrFailed(jobs, ID_KINDS_JOB, options.now())) return;
        await jobs.start(ID_KINDS_JOB, SYSTEM);
      };
      scheduleJob({ name: "id-kinds", startIfDue, failed: "changed kinds of ids wait" }, options);
      return idKinds;
    },
  };
}
