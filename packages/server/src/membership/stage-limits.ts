import type { LogRecord } from "../log/log.ts";
import { isCommand } from "../profiles/resolver.ts";
import type { LedgerLimits } from "./ledger.ts";
import type { PaceLimits } from "./pace.ts";
import type { QueueLimits } from "./stage-queue.ts";
import { decodeTick } from "./tick-record.ts";

/** How much is evaluated at a time, and how much may wait for evaluation before the resolver waits too. */
export type StageLimits = LedgerLimits &
  QueueLimits & {
    readonly rowsPerStep: number;
    /** Deadlines fired, and transitions of a cut-over made, at a time. */
    readonly firesPerStep: number;
    readonly share: OverdueShare;
    readonly pace: PaceLimits;
  };

/**
 * How many deadlines that have passed a record fires, besides all of whomever it is about: so where very many are due at one instant, records
 * behind that wait for a share of them and not for all. A command and a definition fire all. Part of what a log says: by another share the same records make
 * the same transitions of each person, but in other places among those of others.
 */
export type OverdueShare = {
  /** Of a tick that does not say it. */
  readonly ofTick: number;
  readonly ofEvents: number;
  /** Of a record of events, one more for so many bytes: under load they keep up with what the same load has made due. */
  readonly bytesForOne: number;
};

export const STAGE_LIMITS: StageLimits = {
  rowsPerStep: 5_000,
  rowsWaiting: 50_000,
  bytesWaiting: 64 * 1024 * 1024,
  firesPerStep: 5_000,
  share: { ofTick: 1_000, ofEvents: 20, bytesForOne: 64 },
  pace: { tickMs: 20, fewest: 100, most: 5_000, first: 1_000 },
  keepEveryMs: 100,
  rowsUnkept: 20_000,
  transitionsUnkept: 20_000,
};

/** Null for a record that fires all that is due. */
export function shareOf(record: LogRecord, share: OverdueShare): number | null {
  if (record.kind === "tick") return decodeTick(record.payload) ?? share.ofTick;
  if (record.kind === "segments" || isCommand(record)) return null;
  return share.ofEvents + Math.floor(record.payload.length / share.bytesForOne);
}
