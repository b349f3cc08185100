import type { Instant } from "@habitus/kernel";
import type { CellDraft } from "../cells.ts";
import type { ByteReader } from "../codec/byte-reader.ts";
import type { ByteWriter } from "../codec/byte-writer.ts";
import { type MovingWindow, slidingWindow } from "../window/moving-window.ts";
import { allTimes, countUpTo, dropFirst, emptyList, joinedTimes, putAt } from "../window/times.ts";
import { canMatter, countOutdated, firstTruth, nthNewest } from "./moving-count.ts";
import type { Keeping, SlidingCount } from "./operator.ts";

/** Numbers of each count in the list: its place among the leaves of the cell, n, fromMs, toMs. */
const EACH = 4;

/** What is kept in bytes is read, changed and written back before anything else is read. */
const spare: Instant[] = [];

/**
 * Counts of the same events in sliding windows, which one list of times answers: what they say together is what each says alone
 * (`movingCountOperator`), and what is kept is the longest of the ends that they would keep (`sharedTimes`). Most conditions of most programs are such
 * counts, and an event touches several of them at once. So their numbers stand in one list: asking each through its operator, its functions
 * and those of its window takes several times as long, most of it waiting for memory. For the same reason this is a class: its functions are
 * there once.
 */
export class SlidingCounts implements Keeping<Instant[]> {
  readonly name: string;
  readonly followsHome = false;
  readonly #numbers: readonly number[];
  readonly #windows: readonly MovingWindow[];

  constructor(name: string, counts: readonly (SlidingCount & { readonly index: number })[]) {
    this.name = name;
    this.#numbers = counts.flatMap(({ index, atLeast, fromMs, toMs }) => [index, atLeast, fromMs, toMs]);
    this.#windows = counts.map(({ fromMs, toMs }) => slidingWindow(fromMs, toMs));
  }

  create(): Instant[] {
    return [];
  }

  spare(): Instant[] {
    emptyList(spare);
    return spare;
  }

  insert(times: Instant[], { time }: { readonly time: Instant }, now: Instant): boolean {
    if (!this.takes(times, time, now)) return false;
    putAt(times, countUpTo(times, time), time);
    return true;
  }

  settle(times: Instant[], now: Instant): void {
    dropFirst(times, this.outdated(times, now));
  }

  union(one: readonly Instant[], other: readonly Instant[]): Instant[] {
    return allTimes(one, other);
  }

  size(times: readonly Instant[]): number {
    return times.length;
  }

  write(times: readonly Instant[], to: ByteWriter): void {
    to.ascending(times);
  }

  read(from: ByteReader): Instant[] {
    return from.ascending(spare);
  }

  join(one: readonly Instant[], other: readonly Instant[]): Instant[] {
    return joinedTimes(one, other);
  }

  /** Can an event of this time ever matter to any of them? */
  takes(times: readonly Instant[], time: Instant, now: Instant): boolean {
    const numbers = this.#numbers;
    for (let at = 0; at < numbers.length; at += EACH) {
      const atLeast = numbers[at + 1] ?? 0;
      const left = now - (numbers[at + 2] ?? 0);
      const entered = now - (numbers[at + 3] ?? 0);
      if (canMatter(times, time, atLeast, left, entered)) return true;
    }
    return false;
  }

  /** How many of the first times none of them needs. */
  outdated(times: readonly Instant[], now: Instant): number {
    const numbers = this.#numbers;
    let outdated = times.length;
    for (let at = 0; at < numbers.length && outdated > 0; at += EACH) {
      const atLeast = numbers[at + 1] ?? 0;
      const left = now - (numbers[at + 2] ?? 0);
      const entered = now - (numbers[at + 3] ?? 0);
      const own = countOutdated(times, atLeast, left, entered);
      if (own < outdated) outdated = own;
    }
    return outdated;
  }

  /** Marks in the draft those that hold, and makes it due when the first of them may change. */
  look(times: readonly Instant[], now: Instant, draft: CellDraft): void {
    const numbers = this.#numbers;
    for (let at = 0; at < numbers.length; at += EACH) {
      const atLeast = numbers[at + 1] ?? 0;
      const fromMs = numbers[at + 2] ?? 0;
      const entered = countUpTo(times, now - (numbers[at + 3] ?? 0));
      const nth = nthNewest(times, entered, atLeast);
      if (nth !== undefined && nth > now - fromMs) {
        draft.marks.add(numbers[at] ?? 0);
        draft.dueBy(nth + fromMs);
      } else if (entered < times.length) {
        const window = this.#windows[at / EACH];
        if (window !== undefined) draft.dueBy(firstTruth(times, entered, atLeast, window, null));
      }
    }
  }
}

type Leaf = { readonly name: string; readonly sliding?: SlidingCount | undefined };

/** Of these leaves of one cell those that slide; null when none does. */
export function slidingCounts(leaves: readonly Leaf[]): SlidingCounts | null {
  const counts = leaves.flatMap(({ sliding }, index) =>
    sliding === undefined ? [] : [{ ...sliding, index }],
  );
  return counts.length === 0 ? null : new SlidingCounts(leaves[0]?.name ?? "", counts);
}
