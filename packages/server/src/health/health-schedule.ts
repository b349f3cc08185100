import type { Instant } from "@habitus/kernel";
import { isBusyOrFailed } from "../jobs/busy-or-failed.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { HEALTH_JOB, type SegmentHealth } from "./segment-health.ts";

/**
 * Whether all segments are to be examined: `everyMs` after the last such examination began, also one that was cancelled. One that failed
 * is tried again after an hour.
 */
export function isRoundDue(
  health: Pick<SegmentHealth, "begunRound" | "newestRound"> & {
    readonly uses: Pick<SegmentHealth["uses"], "since">;
  },
  jobs: Pick<Jobs, "get" | "newest">,
  { now, everyMs }: { readonly now: Instant; readonly everyMs: number },
): boolean {
  if (isBusyOrFailed(jobs, HEALTH_JOB, now)) return false;
  const begun = health.begunRound();
  const hasFailed = begun !== null && jobs.get(begun.job)?.state === "failed";
  const last = begun === null || hasFailed ? health.newestRound()?.startedAt : begun.startedAt;
  return now - (last ?? health.uses.since() ?? now) >= everyMs;
}
