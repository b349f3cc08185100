import type { Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";

/** One event at its place in the log, asking whether it is the first copy of its id. */
export type Claim = {
  /** 32 lower-case hex digits: the event id's hash. */
  readonly idHash: string;
  /** Logical now of the record. */
  readonly at: Instant;
  readonly offset: Offset;
  /** Position inside the record. */
  readonly index: number;
  /** Imported rows: the id is remembered for ever, not only within the horizon. */
  readonly forever?: boolean;
};

/** Which ids were seen: the resolver's first step. An id counts once within the horizon; the first copy in log order wins. */
export type Dedupe = {
  /**
   * Answers, place by place, which claims are first copies, and remembers them; on disk once `keep` resolves. Claims come in
   * log order. A claim made before (same id, same place in the log) gets the answer it got then, so work repeated after
   * a crash never takes itself for a duplicate, whether or not its ids had come to the disk. Ids are forgotten in whole days,
   * never before the horizon has passed.
   * @throws HabitusError `storage_full`: the same call may be made again.
   */
  claim(claims: readonly Claim[]): Promise<readonly boolean[]>;
  /** Resolves once all that was claimed is on disk. @throws HabitusError `storage_full`: it may be called again. */
  keep(): Promise<void>;
  /** Forgets everything, for resolving the whole log anew. */
  clear(): Promise<void>;
  close(): Promise<void>;
};

export const DEDUPE_HORIZON_DAYS = 8;
export const MIN_DEDUPE_HORIZON_DAYS = 7;
