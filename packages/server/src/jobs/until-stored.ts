import type { Offset } from "../log/log.ts";
import type { JobHandle } from "./job-runs.ts";

const LOOK_EVERY_MS = 50;

/** Waits until the event store has all up to a record; every look is a safe point of the job. */
export async function untilStored(
  deps: { readonly stored: () => Offset; readonly pause: (ms: number) => Promise<unknown> },
  head: Offset,
  job: Pick<JobHandle, "progress">,
): Promise<void> {
  while (deps.stored() < head) {
    await job.progress({});
    await deps.pause(LOOK_EVERY_MS);
  }
}
