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

/** By the memory of the whole engine: one operation may take a part of it, so that others find room beside it. */
export function laneLimits(engineBytes: number): Readonly<Record<Lane, LaneLimits>> {
  const share = (part: number): number => Math.floor(part * engineBytes);
  const insertBytes = Math.max(INSERT_BYTES, share(0.3));
  return {
    insert: { memoryBytes: insertBytes, seconds: 120, resultBytes: 1_000_000, connections: 4 },
    interactive: { memoryBytes: share(0.3), seconds: 15, resultBytes: 64_000_000, connections: 64 },
    watch: { memoryBytes: share(0.5), seconds: 600, resultBytes: 64_000_000, connections: 64 },
    backfill: { memoryBytes: share(0.5), seconds: 600, resultBytes: 512_000_000, connections: 8 },
  };
}
