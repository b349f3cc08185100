import { availableParallelism } from "node:os";
import type { Lane } from "../../../store/event-store.ts";

/**
 * How many operations of a lane run at once and how many more may wait. Lanes share nothing here, so a full or slow lane
 * never holds up another one; they still share the machine's cores and disk.
 */
export type LaneConfig = {
  readonly slots: number;
  /** Operations beyond the running ones; one more is answered 503 at once. */
  readonly waiting: number;
  /** A waiting operation is answered 503 after this time. */
  readonly waitMs: number;
  /** Cores one operation may use; all of them when not said. */
  readonly threads?: number;
};

/** What the parent tells the engine process; plain data, passed as JSON in its first argument. */
export type EngineConfig = {
  /** Folder of the engine's data, owned by this process alone. */
  readonly dataDir: string;
  /** Folder for the data of running inserts; emptied at the start. On the same disk as `dataDir`. */
  readonly spoolDir: string;
  /** Unix socket to serve on. */
  readonly socketPath: string;
  /** Cap of the engine's own memory accounting, in bytes. Resident memory was measured at up to twice this figure. */
  readonly memoryBytes: number;
  readonly lanes: Readonly<Record<Lane, LaneConfig>>;
  /** Largest request body after decompression, in bytes; a larger one is answered 413. */
  readonly maxBodyBytes: number;
};

/** A long query leaves a core to those who wait at a page; on one core there is nothing to leave. */
const SPARING_THREADS = Math.max(1, availableParallelism() - 1);

export const DEFAULT_ENGINE_LIMITS: Pick<EngineConfig, "memoryBytes" | "lanes" | "maxBodyBytes"> = {
  memoryBytes: 2_048 * 1024 * 1024,
  lanes: {
    insert: { slots: 3, waiting: 32, waitMs: 60_000 },
    interactive: { slots: 4, waiting: 256, waitMs: 15_000 },
    watch: { slots: 1, waiting: 64, waitMs: 600_000, threads: SPARING_THREADS },
    backfill: { slots: 2, waiting: 64, waitMs: 600_000, threads: SPARING_THREADS },
  },
  maxBodyBytes: 64 * 1024 * 1024,
};

/** Header by which a client names its lane; without it a request is interactive. */
export const LANE_HEADER = "x-habitus-lane";

/** Native threads the process needs: each running operation holds one of libuv's, and files and DNS need some as well. */
export function threadPoolSize(config: Pick<EngineConfig, "lanes">): number {
  const slots = Object.values(config.lanes).reduce((sum, lane) => sum + lane.slots, 0);
  return slots + 6;
}
