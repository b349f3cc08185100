import type { Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { PersonIdentifier } from "../profiles/identity.ts";
import type { PersonNumber } from "../store/event-store.ts";
import type { ToldLog } from "./told-log.ts";
import type { NewTransition } from "./transition.ts";
import type { TransitionLog } from "./transition-log.ts";

/**
 * What live membership keeps on disk besides the transitions. Keys are whole numbers from 0 to 2^32 - 1; they are by person, by page
 * of nodes for `owners`, by a part's smallest node for `part_states`, and for `programs` by a number of its own.
 *
 * - `headers`: when the person is next due, and its transition counters
 * - `states`: what the operators keep of the person
 * - `builds`: the same for segments that are being built
 * - `owners`: the person a node belongs to, where it is not the node's own
 * - `programs`: definitions in force, pinned, and what was in force before (`live/kept-plans.ts`)
 * - `parts`: of which parts a person was put together, as far as that is kept
 * - `part_states`: what the operators keep of a part
 */
export const MEMBERSHIP_TABLES = [
  "headers",
  "states",
  "builds",
  "owners",
  "programs",
  "parts",
  "part_states",
] as const;
export type MembershipTable = (typeof MEMBERSHIP_TABLES)[number];

/** `value` null removes; nobody changes it afterwards. */
export type MembershipWrite = {
  readonly table: MembershipTable;
  readonly key: number;
  readonly value: Uint8Array | null;
};

/** One step of evaluation. */
export type MembershipStep = {
  /** Everything up to this record has been evaluated with this step or before. */
  readonly position: Offset;
  /** The logical now of that record. */
  readonly at: Instant;
  /** In their order; they take the next places of the log. */
  readonly transitions: readonly NewTransition[];
  /** Of writes to one key the last counts. */
  readonly writes: readonly MembershipWrite[];
  /** People whose transitions, those of this step included, name no ids and no events from now on. */
  readonly redact: readonly PersonNumber[];
};

/**
 * State of live membership, written by one thread, read by any. State, transitions and position are committed together,
 * so a crash anywhere repeats whole steps and the same steps give the same transitions.
 */
export type MembershipStore = {
  position(): Offset;
  /** The logical now of the record at the position; 0 before the first. */
  now(): Instant;
  /** A copy, or undefined. */
  get(table: MembershipTable, key: number): Uint8Array | undefined;
  /** Ascending from `from` on, in pieces: no snapshot is held between them. */
  scan(table: MembershipTable, from?: number): Iterable<{ readonly key: number; readonly value: Uint8Array }>;
  /** As `scan`, without reading what stands there. */
  keys(table: MembershipTable): Iterable<number>;
  /**
   * All or nothing; resolves with the newest `seq` once it is on disk.
   * @throws HabitusError `storage_full`: nothing was kept, the same step may be committed again; `storage_failed`.
   */
  commit(step: MembershipStep): Promise<number>;
  /**
   * Makes transitions known to whoever reads `told`, in all openings of this process, before they are on disk: `first` is the place of the
   * first of them, and the steps that are committed next begin with them. They must come again, the same in the same places, when a crash is before that.
   */
  tell(first: number, transitions: readonly NewTransition[]): void;
  readonly told: ToldLog;
  /**
   * Writes everything anew, so that nothing that was removed or replaced is left in its files, and ids that `isGone` says of leave the
   * transitions up to a record. Only reads go on meanwhile; there is no other opening.
   * @throws HabitusError `storage_full`: nothing was changed.
   */
  rewrite(isGone: (id: PersonIdentifier, record: Offset) => boolean): Promise<void>;
  readonly transitions: TransitionLog;
  close(): Promise<void>;
};
