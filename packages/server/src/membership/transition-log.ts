import type { PersonNumber } from "../store/event-store.ts";
import type { Transition } from "./transition.ts";

/**
 * The durable, ordered log of all transitions, from the first one on without gaps: definitions that read who entered, `since` and a person's stays
 * go back to it, so none is ever removed. A consumer keeps the `seq` it has come to and reads on from there; what is
 * in the log is on disk and never changes, but that transitions of people who were erased lose their ids and events.
 */
export type TransitionLog = {
  /** Transitions above `after`, oldest first, at most `limit`. */
  read(after: number, limit: number): readonly Transition[];
  /** Transitions below `before`, newest first, at most `limit`. */
  readBack(before: number, limit: number): readonly Transition[];
  /** Transitions of one person above `after`, oldest first, at most `limit`. */
  of(person: PersonNumber, after: number, limit: number): readonly Transition[];
  /** `seq` of the newest; 0 before the first. */
  head(): number;
  /** Resolves when one above `after` is on disk or when `timeoutMs` have passed. */
  wait(after: number, timeoutMs: number): Promise<void>;
};

const PAGE = 1_000;

/** All transitions of one person, oldest first, read in pages. */
export function* transitionsOf(log: Pick<TransitionLog, "of">, person: PersonNumber): Generator<Transition> {
  for (let after = 0; ; ) {
    const page = log.of(person, after, PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.seq;
  }
}
