import { setTimeout as pause } from "node:timers/promises";
import { SYSTEM } from "../access/audit.ts";
import type { JobKind } from "../jobs/job-runs.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { BUILD_JOB, type BuildJobInput, buildJobs, createBuildJob } from "../membership/build-job.ts";
import type { SegmentStore } from "../segments/segment-store.ts";
import type { Live } from "./live.ts";
import type { ServiceOptions } from "./services.ts";
import type { Stores } from "./stores.ts";
import { reasonsOf } from "../platform/logger.ts";

export function buildJobOf(stores: Stores, segments: SegmentStore): JobKind {
  const wanted = (key: string): number | null => {
    const segment = segments.get(key);
    return segment === null || segment.paused !== undefined ? null : segment.version;
  };
  return createBuildJob({ status: () => stores.pipeline.status()?.membership ?? null, wanted, pause });
}

/** One job for all that begins to be built together; what a job tells of already gets no second one. */
export function followBuilds(live: Live, jobs: Jobs, { logger }: ServiceOptions): void {
  live.onBuild((built) => {
    const jobOf = buildJobs(jobs);
    const segments = built.segments.filter((segment) => jobOf(segment) === null);
    if (segments.length === 0) return;
    jobs.start(BUILD_JOB, SYSTEM, { ...built, segments } satisfies BuildJobInput).catch((error: unknown) => {
      logger.warn(reasonsOf(error), "no job tells of a build");
    });
  });
}
