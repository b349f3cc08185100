import type { Instant } from "@habitus/kernel";
import type { HistoryEvent, TraitChange } from "@habitus/segments";
import type { ByteReader } from "../codec/byte-reader.ts";
import type { ByteWriter } from "../codec/byte-writer.ts";
import type { HomeZone } from "../window/moving-window.ts";

/** What is remembered of one person, and how: `Kept`. It is shared by all people and holds no state itself. */
export type Keeping<Kept = unknown, Input = HistoryEvent | TraitChange> = {
  /** What it is called in figures and messages. */
  readonly name: string;
  /** True when the person's home zone takes part, so a change of it may change a truth. */
  readonly followsHome: boolean;
  create(): Kept;
  /** The same in lists that the next to be read or made so lies in as well, where new ones would be made: for what is put away before. */
  spare?(): Kept;
  /** Takes one matching input. False when it can never matter; then nothing was kept. */
  insert(kept: Kept, input: Input, now: Instant): boolean;
  /** Forgets what cannot matter at `now` or later, and counts in what has become visible. */
  settle(kept: Kept, now: Instant, home: HomeZone): void;
  /**
   * A new one: what would be kept had all inputs of both come, in any order; the inputs of one are others than those of the other, save words on an account, which may have come to both. `settle` follows.
   */
  union(one: Kept, other: Kept, now: Instant): Kept;
  /** How many things are kept; of a person of whom 0 are kept, nothing is known. */
  size(kept: Kept): number;
  write(kept: Kept, to: ByteWriter): void;
  read(from: ByteReader): Kept;
  /** Said where versions 1 to 3 of the state have another form: reads that. */
  readonly readBefore4?: (from: ByteReader) => Kept;
  /** A new one: what two that have seen the same inputs keep together, each for some of the leaves. Said where a cell is of several leaves. */
  join?(one: Kept, other: Kept): Kept;
};

/**
 * One condition on one person, kept up to date one input at a time.
 *
 * Contract with the engine: `now` never falls. After `insert`, after an instant named by `due`, and after a change of the
 * home zone the engine calls `settle` and then asks `truth` and `due`, all with the same `now` and `home`.
 * Each event or trait change is inserted once, in any order, however late or early.
 */
export type Operator<Kept = unknown, Input = HistoryEvent | TraitChange> = Keeping<Kept, Input> & {
  /** Said when nothing that comes can make it false again once it is true, so that no input matters any more. */
  readonly staysTrue?: true;
  /** The truth for a person of whom nothing is kept. */
  readonly truthOfNothing: boolean;
  truth(kept: Kept, now: Instant, home: HomeZone): boolean;
  /** The next instant at which the truth may change if nothing else happens: never later than it does, Infinity for never. */
  due(kept: Kept, now: Instant, home: HomeZone): Instant;
  /**
   * Said where what is kept is an end of the list of all times, and `insert`, `truth` and `due` say the same of any longer end: how many of its
   * first can never matter at `now` or later. So of several that see the same events, the longest end does for all.
   */
  outdated?(kept: Kept, now: Instant): number;
  /**
   * Said by a count in a window that slides: these numbers say what all of its functions do, and of many such counts of the same events they are
   * looked at instead (`sliding-counts.ts`).
   */
  readonly sliding?: SlidingCount | undefined;
};

/** At least so many events in (now - fromMs, now - toMs]. */
export type SlidingCount = { readonly atLeast: number; readonly fromMs: number; readonly toMs: number };
