import { membersStatement } from "@habitus/segments-sql";
import { SYSTEM } from "../access/audit.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { JobKind } from "../jobs/job-runs.ts";
import {
  createReconcileJob,
  createReconciliations,
  RECONCILE_JOB,
  type Reconciliations,
} from "../membership/reconciliation.ts";
import { isReconciliationDue } from "../membership/reconciliation-schedule.ts";
import { scheduleJob } from "./schedule-job.ts";
import type { ServiceOptions } from "./services.ts";
import type { Stores } from "./stores.ts";

export type ReconcileOptions = {
  readonly everyMs: number;
  /** People compared by chance each time. */
  readonly sample: number;
};

type MemberRow = { readonly person: number | string };

export function reconcileJobOf(stores: Stores, { now, reconcile }: ServiceOptions): JobKind {
  const { kv, store, memberships, pipeline } = stores;
  return createReconcileJob({
    kv,
    store: memberships,
    async members(plan, page, signal) {
      const moment = { at: now(), present: now() };
      const statement = membersStatement(plan, { ...moment, ...page });
      const rows = await store.query<MemberRow>(statement, { lane: "backfill", signal });
      return rows.map(({ person }) => Number(person));
    },
    check: (people) => pipeline.check(people),
    sample: reconcile.sample,
    random: Math.random,
    now,
  });
}

/** What was found, kept as a metric too. */
export function ownReconciliations({ kv }: Stores, { metrics }: ServiceOptions): Reconciliations {
  const reconciliations = createReconciliations(kv);
  const gauge = metrics.gauge(
    "habitus_membership_differences",
    "Differences between live membership and the history that the newest reconciliation found.",
    [],
  );
  metrics.beforeRead(() => gauge.set({}, reconciliations.newest()?.found ?? 0));
  return reconciliations;
}

/** Begins a reconciliation whenever the newest is old enough; to be called once jobs were taken up again. */
export function scheduleReconciliation(
  jobs: Jobs,
  reconciliations: Reconciliations,
  options: ServiceOptions,
): void {
  const { now, reconcile } = options;
  const began = now();
  const startIfDue = async (): Promise<void> => {
    const moment = { now: now(), everyMs: reconcile.everyMs, began };
    if (isReconciliationDue(reconciliations, jobs, moment)) await jobs.start(RECONCILE_JOB, SYSTEM);
  };
  const failed = "live membership could not be reconciled";
  scheduleJob({ name: "reconciliation", startIfDue, failed }, options);
}
