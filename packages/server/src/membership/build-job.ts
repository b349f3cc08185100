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
  let seen: Seen | null = null;
  /** Very many may wait side by side: a status is looked through once for all of them. */
  const look = (): Seen | null => {
    const status = deps.status();
    if (status === null) return null;
    if (seen?.status !== status) seen = seenIn(status);
    return seen;
  };
  return {
    title: "Make segments live",
    unit: "ids",
    resumes: true,
    sideBySide: true,
    goesOn: "Edit, pause or delete the segment instead.",
    run: (job) => follow({ ...deps, look }, job),
  };
}

type Versions = ReadonlyMap<string, number>;
type Seen = {
  readonly status: NonNullable<ReturnType<BuildJobDeps["status"]>>;
  readonly live: Versions;
  readonly targets: Versions;
  readonly building: Versions;
};

function seenIn(status: Seen["status"]): Seen {
  const of = (segments: readonly BuiltVersion[]): Versions =>
    new Map(segments.map(({ key, version }) => [key, version]));
  const { segments, targets, building } = status;
  return { status, live: of(segments), targets: of(targets), building: of(building?.segments ?? []) };
}

type Following = Pick<BuildJobDeps, "wanted" | "pause"> & { readonly look: () => Seen | null };

async function follow(deps: Following, job: JobHandle): Promise<Readonly<Record<string, unknown>>> {
  const { segments, offset = 0 } = job.checkpoint as BuildJobInput;
  let told: Told = { phase: "Waiting for its turn", done: 0, total: null };
  await job.progress(told);
  for (;;) {
    const seen = deps.look();
    const isHere = seen !== null && seen.status.offset >= offset;
    const left = isHere ? segments.filter((segment) => isLeft(segment, seen, deps)) : segments;
    if (left.length === 0) break;
    const now = (seen === null ? null : toldOf(left, seen)) ?? told;
    // What is told again is written again, for each that waits.
    if (now.phase !== told.phase || now.done !== told.done || now.total !== told.total) {
      await job.progress(now);
    }
    told = now;
    await deps.pause(LOOK_EVERY_MS);
    job.signal.throwIfAborted();
  }
  const live = segments.filter((segment) => isIn(deps.look()?.live, segment));
  return { segments: segments.length, live: live.length, given_up: segments.length - live.length };
}

type Told = { readonly phase: string; readonly done: number; readonly total: number | null };

/** Null while none of them is being built. */
function toldOf(left: readonly BuiltVersion[], { status, building }: Seen): Told | null {
  if (status.building === null || !left.some((segment) => isIn(building, segment))) return null;
  const { nodes, totalNodes: total, isDone, taken } = status.building;
  if (!isDone) return { phase: "Reading the whole history", done: nodes, total };
  return taken === 0
    ? { phase: "Waiting until everything sent before is worked off", done: nodes, total }
    : { phase: "Taking it over", done: Math.min(taken, total), total };
}

function isLeft(segment: BuiltVersion, { targets, live }: Seen, deps: Following): boolean {
  // A plan can change without its version, by a refreshed threshold: then it is live already and waits to be built beside.
  const isWaiting = isIn(targets, segment);
  return deps.wanted(segment.key) === segment.version && (isWaiting || !isIn(live, segment));
}

function isIn(versions: Versions | undefined, { key, version }: BuiltVersion): boolean {
  return versions?.get(key) === version;
}

/** The job that tells of a version's build, by key and version as `jobOf` is asked; null where there is none. */
export function buildJobs(jobs: Pick<Jobs, "unfinished">): (segment: BuiltVersion) => string | null {
  const ids = new Map<string, string>();
  // Of two the newer.
  for (const { id, checkpoint } of jobs.unfinished(BUILD_JOB).toReversed()) {
    for (const segment of (checkpoint as BuildJobInput).segments) ids.set(nameOf(segment), id);
  }
  return (segment) => ids.get(nameOf(segment)) ?? null;
}

function nameOf({ key, version }: BuiltVersion): string {
  return `${version} ${key}`;
}
