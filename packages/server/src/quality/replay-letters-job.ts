import { HabitusError } from "@habitus/kernel";
import type { DeadLetterKey, DeadLetters } from "../ingest/dead-letters.ts";
import type { JobHandle, JobKind } from "../jobs/job-runs.ts";
import { whenLogIsFree } from "../jobs/until.ts";

export const REPLAY_LETTERS_JOB = "dead-letters-replay";

/** What the job was started with: plain data. */
export type ReplayLettersInput = { readonly reason: string | null };

type Figures = {
  /** Letters of which something was accepted. */
  readonly replayed: number;
  /** Events that they gave. */
  readonly accepted: number;
  /** Letters of which nothing came: they stay as they are. */
  readonly refused: number;
  /** Letters of nothing but what is passed over on purpose. */
  readonly passedOver: number;
};

/** Letters up to `after` are done with. */
type Checkpoint = ReplayLettersInput &
  Figures & {
    /** The newest when the job began: what it puts aside again is not replayed by it. */
    readonly upTo: DeadLetterKey;
    readonly after: DeadLetterKey | null;
    readonly done: number;
  };

export type ReplayLettersDeps = {
  readonly letters: () => Pick<DeadLetters, "waiting" | "newest" | "replay">;
  readonly pause: (ms: number) => Promise<unknown>;
};

const AT_ONCE = 200;
const NOTHING: Figures = { replayed: 0, accepted: 0, refused: 0, passedOver: 0 };

/** A letter that was replayed is not replayed again, so a job that was cut off goes on where it came to. */
export function createReplayLettersJob(deps: ReplayLettersDeps): JobKind {
  return {
    title: "Replay refused events",
    unit: "letters",
    resumes: true,
    run: (job) => run(deps, job),
  };
}

async function run(
  { letters, pause }: ReplayLettersDeps,
  job: JobHandle,
): Promise<Readonly<Record<string, unknown>>> {
  let state = begun(job.checkpoint as ReplayLettersInput | Checkpoint, letters().newest());
  if (state === null) return NOTHING;
  for (;;) {
    const { reason, upTo, after } = state;
    const { keys, looked } = letters().waiting({ reason, upTo, after, limit: AT_ONCE });
    if (looked === null) break;
    for (const key of keys) {
      const figures = await replayed(() => whenLogIsFree({ pause }, job, () => letters().replay(key)));
      state = { ...sum(state, figures), after: key, done: state.done + 1 };
      await job.progress({ done: state.done, checkpoint: state });
    }
    state = { ...state, after: looked };
    await job.progress({ done: state.done, checkpoint: state });
  }
  const { replayed: letterCount, accepted, refused, passedOver } = state;
  return { replayed: letterCount, accepted, refused, passedOver };
}

function begun(checkpoint: ReplayLettersInput | Checkpoint, newest: DeadLetterKey | null): Checkpoint | null {
  if ("upTo" in checkpoint) return checkpoint;
  return newest === null ? null : { ...checkpoint, ...NOTHING, upTo: newest, after: null, done: 0 };
}

function sum(state: Checkpoint, figures: Figures): Checkpoint {
  return {
    ...state,
    replayed: state.replayed + figures.replayed,
    accepted: state.accepted + figures.accepted,
    refused: state.refused + figures.refused,
    passedOver: state.passedOver + figures.passedOver,
  };
}

/** What came of one letter. Whoever deleted or replayed it meanwhile has done with it. */
async function replayed(replay: () => ReturnType<DeadLetters["replay"]>): Promise<Figures> {
  try {
    const { accepted, rejected, dropped } = await replay();
    if (accepted > 0) return { ...NOTHING, replayed: 1, accepted };
    const isPassedOver = rejected.length === 0 && dropped.length > 0;
    return isPassedOver ? { ...NOTHING, passedOver: 1 } : { ...NOTHING, refused: 1 };
  } catch (error) {
    const isDone =
      error instanceof HabitusError && (error.code === "not_found" || error.code === "not_replayable");
    if (!isDone) throw error;
    return NOTHING;
  }
}
