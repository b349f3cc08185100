import type { Fact } from "@habitus/events";
import { HabitusError } from "@habitus/kernel";
import type { JobHandle } from "../jobs/job-runs.ts";
import type { Offset } from "../log/log.ts";
import type { FactWriter } from "../people/fact-writer.ts";

const WAIT_MS = 20;
/** Pieces that a run may be ahead of the resolver: what others send meanwhile does not wait behind everybody's scores. */
export const MOST_AHEAD = 4;

export type ScoreSaying = {
  /** Resolves with the piece in the log. */
  readonly say: (facts: readonly Fact[]) => Promise<void>;
  /** Of the last piece; where nothing was said, of the newest record there was. */
  readonly offset: () => Offset;
};

export type ScoreSayingDeps = {
  readonly writer: () => Pick<FactWriter, "write">;
  readonly logHead: () => Offset;
  /** The newest record that is with its people. */
  readonly resolved: () => Offset;
  readonly pause: (ms: number) => Promise<unknown>;
};

/** What is said comes into the log no faster than it comes to its people, and again where the log is busy: said twice it makes no difference. */
export function createSaying(deps: ScoreSayingDeps, job: Pick<JobHandle, "progress">): ScoreSaying {
  let offset: Offset = deps.logHead();
  let ahead: readonly Offset[] = [];
  const wait = async (): Promise<void> => {
    await job.progress({});
    await deps.pause(WAIT_MS);
  };
  const isRoom = (): boolean => {
    const resolved = deps.resolved();
    ahead = ahead.filter((each) => each > resolved);
    return ahead.length < MOST_AHEAD;
  };
  const write = async (facts: readonly Fact[]): Promise<Offset> => {
    for (;;) {
      try {
        return await deps.writer().write(facts);
      } catch (error) {
        if (!(error instanceof HabitusError) || error.code !== "log_busy") throw error;
        await wait();
      }
    }
  };
  return {
    async say(facts) {
      while (!isRoom()) await wait();
      offset = await write(facts);
      ahead = [...ahead, offset];
    },
    offset: () => offset,
  };
}
