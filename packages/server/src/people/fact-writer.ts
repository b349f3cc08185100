import type { Fact } from "@habitus/events";
import { factRecords } from "../ingest/fact-records.ts";
import type { Log, Offset } from "../log/log.ts";
import { comeIntoForce } from "../profiles/come-into-force.ts";
import type { Said } from "../profiles/identity-changes.ts";

const SOURCE = "api";

/** Puts facts into the log, in whose order they are said. */
export type FactWriter = {
  /**
   * Resolves with the last record once it is on disk; of no facts with the newest record there is.
   * @param source Where they were said; the API unless said otherwise.
   * @throws HabitusError `log_busy`, `storage_full`: of the chunks before the failing one everything is said.
   */
  write(facts: readonly Fact[], source?: string): Promise<Offset>;
  /** As `write`, waiting a little for the resolver. */
  say(facts: readonly Fact[]): Promise<Said>;
  /** Waits a little for the resolver; whether it has come to the record. */
  settled(offset: Offset): Promise<boolean>;
  /** As `settled`, of all that this writer or one before it has said: only then differences can be told. */
  caughtUp(): Promise<boolean>;
};

export function createFactWriter(deps: {
  readonly log: Pick<Log, "append" | "head">;
  /** The newest record the state rests on. */
  readonly resolved: () => Offset;
  readonly pause: (ms: number) => Promise<unknown>;
  /** Told of facts before they are written, and then whether the log has them. */
  readonly saying?: (facts: readonly Fact[]) => (isInLog: boolean) => void;
}): FactWriter {
  const { log, resolved, pause, saying = () => () => undefined } = deps;
  let newest: Offset = log.head().offset;
  const settled = (offset: Offset): Promise<boolean> => comeIntoForce(offset, resolved, pause);
  const write = async (facts: readonly Fact[], source: string = SOURCE): Promise<Offset> => {
    const ended = saying(facts);
    let isInLog = false;
    try {
      let { offset } = log.head();
      for (const record of factRecords(source, facts)) {
        ({ offset } = await log.append([record]));
        newest = Math.max(newest, offset);
      }
      isInLog = true;
      return offset;
    } finally {
      ended(isInLog);
    }
  };
  return {
    write,
    settled,
    caughtUp: () => settled(newest),
    async say(facts) {
      const offset = await write(facts);
      return { offset, inForce: await settled(offset) };
    },
  };
}
