import type { LedgerLimits } from "./ledger.ts";
import type { QueueLimits } from "./stage-queue.ts";

/** How much is evaluated at a time, and how much may wait for evaluation before the resolver waits too. */
export type StageLimits = LedgerLimits &
  QueueLimits & {
    readonly rowsPerStep: number;
    /** Deadlines fired, and transitions of a cut-over made, at a time. */
    readonly firesPerStep: number;
  };

export const STAGE_LIMITS: StageLimits = {
  rowsPerStep: 5_000,
  rowsWaiting: 50_000,
  bytesWaiting: 64 * 1024 * 1024,
  firesPerStep: 5_000,
  keepEveryMs: 100,
  rowsUnkept: 20_000,
  transitionsUnkept: 20_000,
};
