import type { Instant } from "@habitus/kernel";
import { isBusyOrFailed } from "../jobs/busy-or-failed.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { RECONCILE_JOB, type Reconciliations } from "./reconciliation.ts";

export type ReconciliationMoment = {
  readonly now: Instant;
  readonly everyMs: number;
  /** From when on the first is waited for. */
  readonly began: Instant;
};

/**
 * Whether live membership is to be compared with the history: `everyMs` after the last comparison began, also one that was cancelled. One
 * that failed is tried again after an hour.
 */
export function isReconciliationDue(
  reconciliations: Pick<Reconciliations, "newest">,
  jobs: Pick<Jobs, "newest">,
  { now, everyMs, began }: ReconciliationMoment,
): boolean {
  if (isBusyOrFailed(jobs, RECONCILE_JOB, now)) return false;
  const job = jobs.newest(RECONCILE_JOB);
  const cancelled = job?.state === "cancelled" ? job.createdAt : null;
  return now - (cancelled ?? reconciliations.newest()?.startedAt ?? began) >= everyMs;
}
