import type { Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { LiveMembership } from "./live/live-membership.ts";
import type { MembershipStep, MembershipStore } from "./membership-store.ts";
import type { NewTransition } from "./transition.ts";

export type LedgerLimits = {
  /** What was evaluated goes to the disk so often under load; after some quiet, at once. */
  readonly keepEveryMs: number;
  /** Evaluation waits for the disk once so many rows, or so many transitions, are not there. */
  readonly rowsUnkept: number;
  readonly transitionsUnkept: number;
};

export type LedgerDeps = {
  readonly store: Pick<MembershipStore, "position" | "now" | "commit" | "tell" | "transitions">;
  readonly live: Pick<LiveMembership, "place" | "takeMade" | "takeStep" | "trim">;
  /** Milliseconds on a clock that never goes back; for delays only. */
  readonly elapsed: () => number;
  /** Makes an attempt until it succeeds. @throws StageStopped. */
  readonly attempt: <T>(work: () => Promise<T>) => Promise<T>;
  /** A step has come to the disk, or never will: the loop may go on with what waits for that. */
  readonly onKept: () => void;
  readonly limits: LedgerLimits;
};

/**
 * Tells transitions as they are made and brings what is evaluated to the disk behind that, a step at a time beside the evaluation.
 * Nobody need wait for the disk: the log has the records, and the same records make the same transitions in the same places. What
 * follows from more than the log is told when it is on disk (`hold`).
 */
export class Ledger {
  readonly #deps: LedgerDeps;
  #position: Offset;
  #at: Instant;
  /** `seq` of the newest that is on disk or in the step on its way. */
  #head: number;
  /** Behind that. */
  #made: NewTransition[] = [];
  #told: number;
  #rows = 0;
  #isHeld = false;
  #writing: { readonly done: Promise<void>; readonly isHeld: boolean } | null = null;
  /** A step has come to the disk, and memory may forget what was in it: when nothing is half done. */
  #mayTrim = false;
  #begunAt = Number.NEGATIVE_INFINITY;
  #bug: Error | null = null;

  constructor(deps: LedgerDeps) {
    this.#deps = deps;
    this.#position = deps.store.position();
    this.#at = deps.store.now();
    this.#head = deps.store.transitions.head();
    this.#told = this.#head;
  }

  /** Everything up to this record is on disk. */
  get position(): Offset {
    return this.#position;
  }

  /** The logical now of that record. */
  get at(): Instant {
    return this.#at;
  }

  /** Whether all that was evaluated is on disk. */
  get isKept(): boolean {
    return this.#writing === null && this.#position === this.#deps.live.place.offset && this.#rows === 0;
  }

  /** Evaluation is so far ahead of the disk that it has to wait. */
  get isFull(): boolean {
    const { rowsUnkept, transitionsUnkept } = this.#deps.limits;
    return this.#rows >= rowsUnkept || this.#made.length >= transitionsUnkept;
  }

  /** What is made from here on is told when it is on disk: it may be said otherwise after a crash. What was made before is told. */
  hold(): void {
    this.mark();
    this.holdFromMark();
  }

  /** It may turn out later that what is made from here on has to be held. */
  mark(): void {
    for (const transition of this.#deps.live.takeMade()) this.#made.push(transition);
  }

  /** As `hold` would have done where the mark is. */
  holdFromMark(): void {
    this.#tellMade();
    this.#isHeld = true;
  }

  /** So many rows more were evaluated. */
  tell(rows: number): void {
    this.#rows += rows;
    this.mark();
    this.#tellMade();
  }

  #tellMade(): void {
    if (this.#isHeld || this.#writing?.isHeld === true) return;
    const untold = this.#made.slice(this.#told - this.#head);
    if (untold.length === 0) return;
    this.#deps.store.tell(this.#told + 1, untold);
    this.#told += untold.length;
  }

  /** Begins to write what is due, at a moment when nothing is half done. Answers in how many milliseconds something will be; null when nothing waits. */
  keep(): number | null {
    if (this.#bug !== null) throw this.#bug;
    this.#trim();
    this.tell(0);
    if (this.#writing !== null || this.isKept) return null;
    const left = this.#begunAt + this.#deps.limits.keepEveryMs - this.#deps.elapsed();
    if (left > 0 && !this.isFull && !this.#isHeld) return left;
    this.#begin();
    return null;
  }

  /** Resolves when what is on its way is on disk. @throws StageStopped. */
  async written(): Promise<void> {
    await this.#writing?.done;
    if (this.#bug !== null) throw this.#bug;
  }

  /** Resolves when all that was evaluated is on disk. Nothing may be half done. @throws StageStopped. */
  async flush(): Promise<void> {
    await this.written();
    if (!this.#begin()) return;
    await this.written();
    this.#trim();
  }

  #trim(): void {
    if (this.#mayTrim) this.#deps.live.trim();
    this.#mayTrim = false;
  }

  /** Resolves when nothing is on its way any more, whatever became of it. */
  async ended(): Promise<void> {
    await this.#writing?.done;
  }

  /** False where there is nothing to write. */
  #begin(): boolean {
    const step = this.#take();
    if (step === null) return false;
    this.#begunAt = this.#deps.elapsed();
    const done = this.#write(step).catch((error: unknown) => {
      this.#bug = error instanceof Error ? error : new Error(String(error));
      this.#deps.onKept();
    });
    this.#writing = { done, isHeld: this.#isHeld };
    this.#isHeld = false;
    return true;
  }

  #take(): MembershipStep | null {
    const { live } = this.#deps;
    this.#trim();
    this.tell(0);
    const transitions = this.#made;
    const step = { ...live.takeStep(), transitions };
    const { position, writes, redact } = step;
    this.#rows = 0;
    this.#head += transitions.length;
    this.#made = [];
    const isNew = position !== this.#position || transitions.length + writes.length + redact.length > 0;
    return isNew ? step : null;
  }

  async #write(step: MembershipStep): Promise<void> {
    const { store, attempt, onKept } = this.#deps;
    await attempt(() => store.commit(step));
    this.#position = step.position;
    this.#at = step.at;
    this.#writing = null;
    // What was held back is told by being on disk.
    this.#told = Math.max(this.#told, this.#head);
    this.#mayTrim = true;
    onKept();
  }
}
