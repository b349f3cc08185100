import type { Reconciliation as Shown } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import { RECONCILE_JOB, type Reconciliation } from "../../../../membership/reconciliation.ts";
import { personId } from "../../../../profiles/identity.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { toJob } from "../workspace/jobs.ts";

type ReconciliationOperations = "reconcileMembership" | "listReconciliations";

export function reconciliationHandlers({
  jobs,
  reconciliations,
}: ManagementDeps): HandlersFor<ReconciliationOperations> {
  return {
    reconcileMembership: async (_input, { caller }) => toJob(await jobs.start(RECONCILE_JOB, caller.actor)),
    listReconciliations: () => ({
      running: jobs.unfinished(RECONCILE_JOB)[0]?.id ?? null,
      reconciliations: reconciliations.list().map(toReconciliation),
    }),
  };
}

function toReconciliation({ startedAt, finishedAt, differences, ...rest }: Reconciliation): Shown {
  return {
    ...rest,
    startedAt: formatInstant(startedAt),
    finishedAt: formatInstant(finishedAt),
    differences: differences.map(({ person, ...each }) => ({ ...each, person: personId(person) })),
  };
}
