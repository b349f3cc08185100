import type { Retention } from "@habitus/contract";
import { RETENTION_JOB } from "../../../../privacy/retention-job.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { toJob } from "../workspace/jobs.ts";
import { isoOrNull } from "../shared.ts";

type RetentionOperations = "getRetention" | "editRetention" | "previewRetention" | "applyRetention";

export function retentionHandlers(deps: ManagementDeps): HandlersFor<RetentionOperations> {
  const { retention, jobs } = deps;
  return {
    getRetention: () => toRetention(deps),
    async editRetention({ body }, { caller }) {
      await retention.set(body.rules, body.rev, caller.actor);
      return toRetention(deps);
    },
    async previewRetention({ body }, { signal }) {
      const rules = await retention.preview(body.rules, signal);
      return {
        rules: rules.map(({ event, days, events, nodes, oldest }) => ({
          event,
          days,
          events,
          ids: nodes,
          oldest: isoOrNull(oldest),
        })),
      };
    },
    applyRetention: async (_input, { caller }) => toJob(await jobs.start(RETENTION_JOB, caller.actor)),
  };
}

function toRetention({ retention, jobs }: ManagementDeps): Retention {
  const { rules, rev, updatedAt } = retention.get();
  const newest = jobs.newest(RETENTION_JOB);
  return {
    rules: [...rules],
    rev,
    updatedAt: isoOrNull(updatedAt),
    nextAt: isoOrNull(retention.nextAt()),
    job: newest === null ? null : toJob(newest),
  };
}
