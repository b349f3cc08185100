import { HabitusError } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { JobHandle } from "./job-runs.ts";

const LOOK_EVERY_MS = 25;

type Looking = { readonly pause: (ms: number) => Promise<unknown> };
type Job = Pick<JobHandle, "progress">;

/** Waits as long as it takes; every look is a safe point of the job. */
export async function until(isSo: () => boolean, { pause }: Looking, job: Job): Promise<void> {
  while (!isSo()) await look(pause, job);
}

/** Waits until all up to a record is put to people. */
export function untilResolved(
  { resolved, pause }: Looking & { readonly resolved: () => Offset },
  record: Offset,
  job: Job,
): Promise<void> {
  return until(() => resolved() >= record, { pause }, job);
}

/** Waits until the event store has all up to a record. */
export function untilStored(
  { stored, pause }: Looking & { readonly stored: () => Offset },
  record: Offset,
  job: Job,
): Promise<void> {
  return until(() => stored() >= record, { pause }, job);
}

/** Waits until all who read the log have read up to a record, however long they take for it. */
export function untilConsumed(
  { consumed, pause }: Looking & { readonly consumed: () => Offset },
  record: Offset,
  job: Job,
): Promise<void> {
  return until(() => consumed() >= record, { pause }, job);
}

/**
 * What a job writes, a step at a time, with so many steps at the most ahead of whoever reads it: what others send meanwhile does not wait
 * behind all of it. Where the log is busy it waits.
 * @param read Waits until a record was read.
 */
export function createPacedWriter(
  { pause }: Looking,
  job: Job,
  { ahead, read }: { readonly ahead: number; readonly read: (record: Offset) => Promise<void> },
): <Written extends { readonly offset: Offset }>(write: () => Promise<Written>) => Promise<Written> {
  const written: Offset[] = [];
  return async (write) => {
    if (written.length >= ahead) await read(written.shift() ?? 0);
    const done = await whenLogIsFree({ pause }, job, write);
    written.push(done.offset);
    return done;
  };
}

/** Writes; where the log is busy it waits and writes again. */
export async function whenLogIsFree<T>({ pause }: Looking, job: Job, write: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof HabitusError) || error.code !== "log_busy") throw error;
      await look(pause, job);
    }
  }
}

async function look(pause: Looking["pause"], job: Job): Promise<void> {
  await job.progress({});
  await pause(LOOK_EVERY_MS);
}
