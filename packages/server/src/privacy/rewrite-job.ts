import type { ErasurePlace } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import type { JobHandle, JobKind } from "../jobs/job-runs.ts";
import type { Log, Offset } from "../log/log.ts";
import type { MembershipStore } from "../membership/membership-store.ts";
import type { Kv } from "../platform/kv.ts";
import type { ErasureReads } from "../profiles/erasure-reads.ts";
import type { EventStore } from "../store/event-store.ts";

export const REWRITE_JOB = "erasure-rewrite";

export type RewriteDeps = {
  /** What is to leave the files: takes its other steps, and is told what was cleared up to which record. */
  readonly leaving: () => {
    work(): Promise<void>;
    note(places: readonly ErasurePlace[], upTo: Offset): Promise<void>;
  };
  readonly reads: ErasureReads;
  readonly log: Pick<Log, "seal" | "drop">;
  readonly store: Pick<EventStore, "rewrite">;
  readonly kv: Kv;
  readonly memberships: Pick<MembershipStore, "rewrite">;
  /** Everything up to this record has been read by all who read the log. */
  readonly consumed: () => Offset;
  /** Does the work while nothing else has state and memberships open. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  readonly pause: (ms: number) => Promise<unknown>;
};

const POLL_MS = 100;
/** Those who read the log are given so long to come to its end. */
const PATIENCE_POLLS = 3_000;
const STEPS = 4;

/** Takes from the files what people who were erased, and events that were deleted, have left in them. Done once more, it does no harm. */
export function createRewriteJob(deps: RewriteDeps): JobKind {
  return {
    title: "Clear erased people from the files",
    unit: "steps",
    resumes: true,
    run: (job) => rewrite(deps, job),
  };
}

async function rewrite(deps: RewriteDeps, job: JobHandle): Promise<Readonly<Record<string, unknown>>> {
  const { log, store, kv, memberships, reads } = deps;
  const leaving = deps.leaving();
  const step = (phase: string, done: number): Promise<void> => job.progress({ phase, done, total: STEPS });
  await step("Clearing the log", 0);
  const sealed = await log.seal();
  await consumedUpTo(deps, job, sealed);
  await leaving.work();
  await log.drop(sealed);
  await leaving.note(["log"], sealed);
  await step("Writing events anew", 1);
  await store.rewrite(job.signal);
  await leaving.note(["event_files"], sealed);
  await step("Writing profiles and memberships anew", 2);
  await deps.alone(async () => {
    await kv.commit(reads.forgetNumbers(sealed));
    await memberships.rewrite((id, record) => reads.isGone(id, record));
    await kv.rewrite();
  });
  await leaving.note(["membership_files", "profile_files"], sealed);
  await step("Done", STEPS);
  return { upTo: sealed };
}

async function consumedUpTo({ consumed, pause }: RewriteDeps, job: JobHandle, record: Offset): Promise<void> {
  for (let poll = 0; consumed() < record; poll++) {
    if (poll === PATIENCE_POLLS) {
      throw new HabitusError("log_busy", "The log could not be cleared: not all of it has been read yet.");
    }
    await pause(POLL_MS);
    await job.progress({});
  }
}
