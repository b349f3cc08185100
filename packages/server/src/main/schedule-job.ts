import { HabitusError, MINUTE_MS } from "@habitus/kernel";
import { every } from "../platform/every.ts";
import { type Logger, reasonsOf } from "../platform/logger.ts";
import type { Scope } from "../platform/scope.ts";

export type JobSchedule = {
  /** What the looking is called among what has to be stopped. */
  readonly name: string;
  /** Begins the job if it is due. */
  readonly startIfDue: () => Promise<unknown>;
  /** What could not be done, as it is logged. */
  readonly failed: string;
};

const LOOK_MS = MINUTE_MS;

/** Looks every minute whether a job is due; to be called once jobs were taken up again. */
export function scheduleJob(
  { name, startIfDue, failed }: JobSchedule,
  { scope, logger }: { readonly scope: Scope; readonly logger: Logger },
): void {
  const onFailure = (error: unknown): void => {
    // Somebody has just begun one.
    if (error instanceof HabitusError && error.code === "job_running") return;
    logger.warn(reasonsOf(error), `${failed}; it will be tried again`);
  };
  const looking = every(LOOK_MS, startIfDue, onFailure);
  scope.own(name, looking, () => looking.stop());
}
