import type { Lane } from "../../store/event-store.ts";

/** What one operation of a lane may use. */
export type LaneLimits = {
  readonly memoryBytes: number;
  /** Execution time in the engine, in seconds. */
  readonly seconds: number;
  /** Uncompressed size of an answer, in bytes; a larger one fails with `result_too_large`. */
  readonly resultBytes: number;
  /** Requests the client keeps open at once; more wait in the client. */
  readonly connections: number;
};

/** An insert that had less might fail for ever, and whatever comes behind it waits. */
const INSERT_BYTES = 700_000_000;
/** A usual question of the lane works with so much, also in an engine of which that is more than its part. */
const USUAL_BYTES = { interactive: 600_000_000, watch: 1_000_000_000, backfill: 1_000_000_000 };
/** Of what is usual so much of the whole engine at the most. */
const MOST_OF_ENGINE = 0.75;

/** By the memory of the whole engine: one operation may take a part of it, so that others find room beside it. */
export function laneLimits(engineBytes: number): Readonly<Record<Lane, LaneLimits>> {
  const share = (part: number): number => Math.floor(part * engineBytes);
  const insertBytes = Math.max(INSERT_BYTES, share(0.3));
  const atLeast = (lane: keyof typeof USUAL_BYTES, part: number): number =>
    Math.max(share(part), Math.min(USUAL_BYTES[lane], share(MOST_OF_ENGINE)));
  return {
    insert: { memoryBytes: insertBytes, seconds: 120, resultBytes: 1_000_000, connections: 4 },
    interactive: {
      memoryBytes: atLeast("interactive", 0.3),
      seconds: 15,
      resultBytes: 64_000_000,
      connections: 64,
    },
    watch: { memoryBytes: atLeast("watch", 0.5), seconds: 600, resultBytes: 64_000_000, connections: 64 },
    backfill: {
      memoryBytes: atLeast("backfill", 0.5),
      seconds: 600,
      resultBytes: 512_000_000,
      connections: 8,
    },
  };
}
