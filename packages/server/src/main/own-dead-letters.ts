import { setTimeout as pause } from "node:timers/promises";
import { createDeadLetters } from "../ingest/dead-letters.ts";
import type { Arrivals } from "../ingest/ingest.ts";
import type { JobKind } from "../jobs/job-runs.ts";
import { createReplayLettersJob, REPLAY_LETTERS_JOB } from "../quality/replay-letters-job.ts";
import type { ServiceOptions } from "./services.ts";
import type { Stores } from "./stores.ts";

/** What was refused, and the job that reads it again. */
export function ownDeadLetters({ kv, log }: Stores, { now }: ServiceOptions, arrivals: Arrivals) {
  const deadLetters = createDeadLetters({ kv, log, clock: now, arrivals });
  const kind = createReplayLettersJob({ letters: () => deadLetters, pause });
  const replaying: Readonly<Record<string, JobKind>> = { [REPLAY_LETTERS_JOB]: kind };
  return { deadLetters, replaying };
}
