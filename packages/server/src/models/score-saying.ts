import type { Fact } from "@habitus/events";
import type { JobHandle } from "../jobs/job-runs.ts";
import { createPacedWriter, untilResolved } from "../jobs/until.ts";
import type { Offset } from "../log/log.ts";
import type { FactWriter } from "../people/fact-writer.ts";

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
  const read = (record: Offset): Promise<void> => untilResolved(deps, record, job);
  const paced = createPacedWriter(deps, job, { ahead: MOST_AHEAD, read });
  return {
    async say(facts) {
      const written = await paced(async () => ({ offset: await deps.writer().write(facts) }));
      ({ offset } = written);
    },
    offset: () => offset,
  };
}
