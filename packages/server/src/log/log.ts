import type { Instant } from "@habitus/kernel";

/** Number of a record, counted from 1 without gaps, in order of arrival. */
export type Offset = number;

/** What a record holds; the number is what is stored. A new kind takes a new number, an old number is never reused. */
export const RECORD_KINDS = {
  events: 1,
  tick: 2,
  rejected: 3,
  identity: 4,
  imports: 5,
  facts: 6,
  segments: 7,
  erase: 8,
  delete_events: 9,
  retention: 10,
  withdraw: 11,
} as const;
export type RecordKind = keyof typeof RECORD_KINDS;

export type NewRecord = { readonly kind: RecordKind; readonly payload: Uint8Array };

export type LogRecord = NewRecord & {
  readonly offset: Offset;
  /** The logical now of this record, in ms: the clock at append, never below the record before. */
  readonly at: Instant;
};

export type LogHead = { readonly offset: Offset; readonly at: Instant };

/**
 * The durable log, written by one process, read by any thread of it. What `append` resolved for is on disk and survives
 * kill -9 and power loss. Readers see only what is on disk.
 */
export type Log = {
  /**
   * Appends the records next to each other; many callers share one commit. Resolves once on disk.
   * @throws HabitusError `storage_full` when the disk is full: nothing of this call was kept and a later call may succeed;
   *   `log_busy` when more than the configured bytes wait for the disk (the caller answers 503); `storage_failed` when the
   *   disk failed otherwise: whether it was kept is known after a new start; `log_closed` after `close`.
   */
  append(records: readonly NewRecord[]): Promise<LogHead>;
  /** Records from `from` on, at least one if there is one, otherwise within the limits. Throws `BugError` below `first()`. */
  read(from: Offset, limit: { readonly records: number; readonly bytes: number }): readonly LogRecord[];
  /** The newest record on disk; offset 0 before the first. */
  head(): LogHead;
  /** The sentence of the newest failure while appends fail, else null; anybody may read it. */
  failing(): string | null;
  /** The oldest record kept; head + 1 when the log is empty. */
  first(): Offset;
  /** Resolves when a record above `after` is on disk or when `timeoutMs` have passed. */
  wait(after: Offset, timeoutMs: number): Promise<void>;
  /** Frees whole segments that lie wholly at or below `consumed` and outside the retention set at opening. */
  release(consumed: Offset): Promise<void>;
  /**
   * Ends the segment that is written to, so that it can be freed: answers the last record of it. A tick stands behind it.
   * @throws HabitusError as `append`.
   */
  seal(): Promise<Offset>;
  /** Frees the segments that end at or below this record, whatever the retention; all of it was consumed. */
  drop(upTo: Offset): Promise<void>;
  /** Waits for appends on their way; later ones are refused with `log_closed`. */
  close(): Promise<void>;
};

/** What a reader may do. It never waits for the writer and holds nothing of the log back. */
export type LogReader = Pick<Log, "read" | "head" | "first" | "wait" | "close">;
