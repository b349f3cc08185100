import type { JobHandle, JobKind } from "../jobs/job-runs.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Offset } from "../log/log.ts";
import type { StageStatus } from "./stage-status.ts";

export const BUILD_JOB = "segment-build";

export type BuiltVersion = { readonly key: string; readonly version: number };
/** What the job was started with: plain data. */
export type BuildJobInput = {
  readonly segments: readonly BuiltVersion[];
  /** The record that says that they shall be live; absent where it had been read before the job began. */
  readonly offset?: Offset;
};

export type BuildJobDeps = {
  /** Null before live membership told how it is. */
  readonly status: () => Pick<StageStatus, "offset" | "segments" | "targets" | "building"> | null;
  /** The version that shall be live; null for one that is not to be. */
  readonly wanted: (key: string) => number | null;
  readonly pause: (ms: number) => Promise<unknown>;
};

const LOOK_EVERY_MS = 200;

/**
 * Tells how far segments are on their way to being live. The build itself belongs to live membership and goes on by itself: the
 * job begins to look again after a restart, as the build begins again, and ends when each of its versions is live, or
 * is no longer to be.
 */
export function createBuildJob(deps: BuildJobDeps): JobKind {
  return {
    title: "Make segments live",
    unit: "ids",
    resumes: true,
    sideBySide: true,
    goesOn: "Edit, pause or delete the segment instead.",
    run: (job) => follow(deps, job),
  };
}

async function follow(deps: BuildJobDeps, job: JobHandle): Promise<Readonly<Record<string, unknown>>> {
  const { segments, offset = 0 } = job.checkpoint as BuildJobInput;
  await job.progress({ phase: "Waiting for its turn", done: 0, total: null });
  for (;;) {
    const status = deps.status();
    const isHere = status !== null && status.offset >= offset;
    const left = isHere ? segments.filter((segment) => isLeft(segment, status, deps)) : segments;
    if (left.length === 0) break;
    await job.progress(progressOf(left, status?.building ?? null));
    await deps.pause(LOOK_EVERY_MS);
  }
  const live = segments.filter((segment) => isLive(segment, deps.status()));
  return { segments: segments.length, live: live.length, given_up: segments.length - live.length };
}

function progressOf(left: readonly BuiltVersion[], building: StageStatus["building"]) {
  if (building?.segments.some((segment) => left.some((each) => isSame(each, segment))) !== true) return {};
  const { nodes: done, totalNodes: total, isDone } = building;
  return { phase: isDone ? "Taking it over" : "Reading the whole history", done, total };
}

function isLeft(
  segment: BuiltVersion,
  status: NonNullable<ReturnType<BuildJobDeps["status"]>>,
  deps: BuildJobDeps,
): boolean {
  // A plan can change without its version, by a refreshed threshold: then it is live already and waits to be built beside.
  const isWaiting = status.targets.some((each) => isSame(each, segment));
  return deps.wanted(segment.key) === segment.version && (isWaiting || !isLive(segment, status));
}

function isLive(segment: BuiltVersion, status: ReturnType<BuildJobDeps["status"]>): boolean {
  return status?.segments.some((each) => isSame(each, segment)) === true;
}

function isSame(a: BuiltVersion, b: BuiltVersion): boolean {
  return a.key === b.key && a.version === b.version;
}

/** The job that tells of a version's build, by key and version as `jobOf` is asked; null where there is none. */
export function buildJobs(jobs: Pick<Jobs, "unfinished">): (segment: BuiltVersion) => string | null {
  const unfinished = jobs.unfinished(BUILD_JOB);
  return (segment) =>
    unfinished.find(({ checkpoint }) =>
      (checkpoint as BuildJobInput).segments.some((each) => isSame(each, segment)),
    )?.id ?? null;
}
