import { HOUR_MS, type Instant } from "@habitus/kernel";
import type { Jobs } from "./jobs.ts";

/** Work that goes by a clock waits while a job of its kind has not ended, and for so long after one that did not end well. */
export const RETRY_MS = HOUR_MS;

export function isBusyOrFailed(jobs: Pick<Jobs, "newest">, kind: string, now: Instant): boolean {
  const newest = jobs.newest(kind);
  if (newest === null) return false;
  return newest.finishedAt === null || (newest.state !== "done" && newest.finishedAt > now - RETRY_MS);
}
