import type { Transition } from "./transition.ts";
import type { TransitionLog } from "./transition-log.ts";

/**
 * The same log with what was told and is not on disk yet at its end. After a crash those come again, the same in the same places: a
 * reader whose place lies behind what is on disk by then waits until they have come, so it meets nothing twice and misses nothing.
 */
export type ToldLog = Pick<TransitionLog, "read" | "readBack" | "head" | "wait">;

/** The newest transitions without gaps, in memory until they are in the log. */
export class ToldTail {
  #told: Transition[] = [];

  /** `seq` of the newest; 0 where there are none. */
  get head(): number {
    return this.#told.at(-1)?.seq ?? 0;
  }

  /** Whether nothing is missing between this place and what is here. */
  joins(head: number): boolean {
    const [first] = this.#told;
    return first !== undefined && first.seq <= head + 1;
  }

  /** Follows what is there, or replaces it from its own place on: who begins again tells the same once more. */
  add(told: readonly Transition[]): void {
    const [first] = told;
    if (first === undefined) return;
    const known = this.#told[0];
    const before = known === undefined ? 0 : first.seq - known.seq;
    // With a gap between them the older ones are in the log already.
    const kept = before < 0 || before > this.#told.length ? [] : this.#told.slice(0, before);
    this.#told = kept.length === this.#told.length ? this.#told : kept;
    for (const each of told) this.#told.push(each);
  }

  /** All up to this place are in the log. */
  dropUpTo(head: number): void {
    const [first] = this.#told;
    if (first !== undefined && first.seq <= head) this.#told = this.#told.slice(head - first.seq + 1);
  }

  /** Above `after`, oldest first; none where some between are missing. */
  after(after: number, limit: number): readonly Transition[] {
    const [first] = this.#told;
    if (first === undefined || first.seq > after + 1) return [];
    const from = after + 1 - first.seq;
    return this.#told.slice(from, from + limit);
  }

  /** Below `before`, newest first. */
  before(before: number, limit: number): readonly Transition[] {
    const [first] = this.#told;
    if (first === undefined) return [];
    const end = Math.min(Math.max(before - first.seq, 0), this.#told.length);
    return this.#told.slice(Math.max(end - limit, 0), end).reverse();
  }
}

/** What both make together. @param wait until one is told, or on disk. */
export function createToldLog(
  log: Pick<TransitionLog, "read" | "readBack" | "head">,
  tail: ToldTail,
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
