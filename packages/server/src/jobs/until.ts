import type { Offset } from "../log/log.ts";
import type { JobHandle } from "./job-runs.ts";

const LOOK_EVERY_MS = 25;

type Looking = { readonly pause: (ms: number) => Promise<unknown> };
type Job = Pick<JobHandle, "progress">;

/** Waits until the event store has all up to a record. */
export function untilStored(
  { stored, pause }: Looking & { readonly stored: () => Offset },
  record: Offset,
  job: Job,
): Promise<void> {
  return until(() => stored() >= record, pause, job);
}

/** Waits until all who read the log have read up to a record, however long they take for it. */
export function untilConsumed(
  { consumed, pause }: Looking & { readonly consumed: () => Offset },
  record: Offset,
  job: Job,
): Promise<void> {
  return until(() => consumed() >= record, pause, job);
}

/** Every look is a safe point of the job. */
async function until(isSo: () => boolean, pause: Looking["pause"], job: Job): Promise<void> {
  while (!isSo()) {
    await job.progress({});
    await pause(LOOK_EVERY_MS);
  }
}
