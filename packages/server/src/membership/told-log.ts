import type { Transition } from "./transition.ts";
import type { TransitionLog } from "./transition-log.ts";

/**
 * The same log with what was told and is not on disk yet at its end. After a crash those come again, the same in the same places: a
 * reader whose place lies behind what is on disk by then waits until they have come, so it meets nothing twice and misses nothing.
 */
export type ToldLog = Pick<TransitionLog, "read" | "readBack" | "head" | "wait">;

/** The newest transitions without gaps, in memory until they are in the log, in a form that is read once somebody asks. */
export class ToldTail<Form> {
  readonly #read: (seq: number, told: Form) => Transition;
  /** `seq` of the first that is here. */
  #first = 1;
  #told: Form[] = [];

  constructor(read: (seq: number, told: Form) => Transition) {
    this.#read = read;
  }

  /** `seq` of the newest; 0 where there are none. */
  get head(): number {
    return this.#told.length === 0 ? 0 : this.#first + this.#told.length - 1;
  }

  /** Whether something is here and nothing is missing between this place and that. */
  joins(head: number): boolean {
    return this.#told.length > 0 && this.#first <= head + 1;
  }

  /** Follows what is there, or replaces it from its own place on: who begins again tells the same once more. */
  add(first: number, told: readonly Form[]): void {
    if (told.length === 0) return;
    const before = first - this.#first;
    // With a gap between them the older ones are in the log already.
    if (before <= 0 || before > this.#told.length) {
      this.#first = first;
      this.#told = [];
    } else if (before < this.#told.length) {
      this.#told = this.#told.slice(0, before);
    }
    for (const each of told) this.#told.push(each);
  }

  /** All up to this place are in the log. */
  dropUpTo(head: number): void {
    if (!this.joins(head - 1)) return;
    this.#told = this.#told.slice(head - this.#first + 1);
    this.#first = head + 1;
  }

  /** Above `after`, oldest first; none where some between are missing. */
  after(after: number, limit: number): readonly Transition[] {
    if (!this.joins(after)) return [];
    const from = after + 1 - this.#first;
    return this.#piece(from, from + limit);
  }

  /** Below `before`, newest first. */
  before(before: number, limit: number): readonly Transition[] {
    const end = Math.min(Math.max(before - this.#first, 0), this.#told.length);
    return this.#piece(Math.max(end - limit, 0), end).toReversed();
  }

  #piece(from: number, to: number): readonly Transition[] {
    const first = this.#first + from;
    return this.#told.slice(from, to).map((told, place) => this.#read(first + place, told));
  }
}

/** What both make together. @param wait until one is told, or on disk. */
export function createToldLog(
  log: Pick<TransitionLog, "read" | "readBack" | "head">,
  tail: Pick<ToldTail<never>, "head" | "joins" | "dropUpTo" | "after" | "before">,
  wait: TransitionLog["wait"],
): ToldLog {
  /** What is on disk has been told of people who were erased since, and of these it says less. */
  const onDisk = (): number => {
    const head = log.head();
    tail.dropUpTo(head);
    return head;
  };
  return {
    head() {
      const head = onDisk();
      // What nobody can read yet is not told yet: whoever follows would ask for it over and over.
      return tail.joins(head) ? Math.max(head, tail.head) : head;
    },
    read(after, limit) {
      const head = onDisk();
      if (after >= head) return tail.after(after, limit);
      const found = log.read(after, limit);
      return found.length >= limit ? found : [...found, ...tail.after(head, limit - found.length)];
    },
    readBack(before, limit) {
      const head = onDisk();
      const found = tail.joins(head) ? tail.before(before, limit) : [];
      if (found.length >= limit) return found;
      return [...found, ...log.readBack(Math.min(before, head + 1), limit - found.length)];
    },
    wait,
  };
}
