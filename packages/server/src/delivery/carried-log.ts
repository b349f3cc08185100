import type { Instant } from "@habitus/kernel";
import type { Message } from "./message.ts";

/** What a log that couriers carry holds: numbered in its order, each about a segment. */
export type Carried = { readonly seq: number; readonly segment: string };

/**
 * A durable, ordered log that couriers carry to receivers. What is in it is on disk and never changes but that people may be taken out of it;
 * its numbers only grow.
 */
export type CarriedLog<Item extends Carried> = {
  /** Above `after`, oldest first, at most `limit`. */
  read(after: number, limit: number): readonly Item[];
  /** `seq` of the newest; 0 before the first. */
  head(): number;
  /** Resolves when one above `after` is on disk or when `timeoutMs` have passed. */
  wait(after: number, timeoutMs: number): Promise<void>;
};

/** A log beside what a courier has to know of it. */
export type Load<Item extends Carried> = {
  readonly log: CarriedLog<Item>;
  /** The same at every attempt. */
  readonly message: (item: Item) => Message;
  /** When it came into the log; never falls along it. */
  readonly timeOf: (item: Item) => Instant;
  /** Items of one lane are delivered one after another, in their order. */
  readonly laneOf: (item: Item) => number | string;
};

/** The place before the first item that came at an instant or later; that of the newest where none did. What was removed is passed over. */
export function placeBefore<Item extends Carried>(
  { log, timeOf }: Pick<Load<Item>, "log" | "timeOf">,
  at: Instant,
): number {
  let low = 0;
  let high = log.head();
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [next] = log.read(middle, 1);
    if (next === undefined || timeOf(next) >= at) high = middle;
    else low = next.seq;
  }
  return low;
}
