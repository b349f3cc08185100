import type { Instant } from "@habitus/kernel";
import { RETRY_MS } from "../jobs/busy-or-failed.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { nightAfter } from "./night.ts";
import type { Retention } from "./retention.ts";
import { RETENTION_JOB } from "./retention-job.ts";

/** The night after the last run and the last change; a run that failed is tried again after an hour. Null where all is kept for ever. */
export function nextRetention(
  retention: Pick<Retention, "get" | "lastRun">,
  jobs: Pick<Jobs, "newest">,
  zone: string,
): Instant | null {
  const { rules, updatedAt } = retention.get();
  if (updatedAt === null || rules.every(({ days }) => days === null)) return null;
  const newest = jobs.newest(RETENTION_JOB);
  const failedAt = newest?.state === "failed" ? newest.finishedAt : null;
  if (failedAt !== null && failedAt > updatedAt) return failedAt + RETRY_MS;
  return nightAfter(Math.max(updatedAt, retention.lastRun() ?? 0), zone);
}
