import type { JobHandle, JobKind } from "../jobs/job-runs.ts";
import { untilConsumed } from "../jobs/until.ts";
import type { Offset } from "../log/log.ts";
import type { IdKinds } from "../profiles/id-kind-changes.ts";

export const ID_KINDS_JOB = "id-kinds";

export type KindSweepJobDeps = {
  readonly kinds: () => IdKinds;
  /** How far people are put together. */
  readonly resolved: () => Offset;
  readonly pause: (ms: number) => Promise<unknown>;
};

/** Puts people together by rules that were changed, some ids with each record of the log. It goes on wherever these have come to. */
export function createKindSweepJob(deps: KindSweepJobDeps): JobKind {
  return {
    title: "Put people together by changed kinds of ids",
    unit: "ids",
    resumes: true,
    goesOn: "Turn the kind of ids off; what was joined by it alone is parted by the same job.",
    run: (job) => run(deps, job),
  };
}

async function run(
  { kinds, resolved, pause }: KindSweepJobDeps,
  job: JobHandle,
): Promise<Readonly<Record<string, unknown>>> {
  let records = 0;
  for (let left = kinds().left(); left !== null; left = kinds().left()) {
    await job.progress({ done: left.next - 1, total: left.last });
    const { offset } = await kinds().sweep();
    records++;
    await untilConsumed({ consumed: resolved, pause }, offset, job);
  }
  return { records };
}
