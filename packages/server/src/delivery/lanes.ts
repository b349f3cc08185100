import type { Carried } from "./carried-log.ts";

type Key = number | string;
type OnItsWay<Item> = { readonly item: Item; isDone: boolean };

/** One that is being carried; `done` once it is dealt with. */
export type Begun<Item> = { readonly item: Item; readonly done: () => void };

/** What was read of a log and is not dealt with yet, in its order; of one lane one item is carried at a time. */
export class Lanes<Item extends Carried> {
  readonly #laneOf: (item: Item) => Key;
  /** The first is not done. */
  readonly #onTheirWay: OnItsWay<Item>[] = [];
  /** Those of each lane that nobody has begun to carry. A lane stays while one of its items is carried. */
  readonly #lanes = new Map<Key, OnItsWay<Item>[]>();
  /** Lanes of which nobody carries anything, the one that has waited longest first. */
  readonly #free: Key[] = [];
  /** The newest that was read. */
  #readUpTo: number;
  /** What was dealt with behind one that is not. */
  readonly #ahead: Set<number>;

  /** @param ahead what was dealt with behind the place before. */
  constructor(laneOf: (item: Item) => Key, place: number, ahead: readonly number[] = []) {
    this.#laneOf = laneOf;
    this.#readUpTo = place;
    this.#ahead = new Set(ahead);
  }

  get readUpTo(): number {
    return this.#readUpTo;
  }

  /** Items since the place, also those behind the first that are done. */
  get size(): number {
    return this.#onTheirWay.length;
  }

  /** Everything up to this one is dealt with. */
  get place(): number {
    const [first] = this.#onTheirWay;
    return first === undefined ? this.#readUpTo : first.item.seq - 1;
  }

  /** What was dealt with behind the place, in no promised order: as many as there is room for on the way, at the most. */
  get ahead(): readonly number[] {
    const { place } = this;
    return [...this.#ahead].filter((seq) => seq > place);
  }

  /** @param isWanted what is not is passed over. */
  add(items: readonly Item[], isWanted: (item: Item) => boolean): void {
    for (const item of items) {
      this.#readUpTo = item.seq;
      const entry = { item, isDone: this.#ahead.has(item.seq) || !isWanted(item) };
      this.#onTheirWay.push(entry);
      if (!entry.isDone) this.#queue(entry);
    }
    this.#pass();
  }

  /** The next that may be carried; null where there is none. Its lane waits until `done` is called. */
  next(): Begun<Item> | null {
    const key = this.#free.shift();
    const lane = key === undefined ? undefined : this.#lanes.get(key);
    const entry = lane?.shift();
    if (key === undefined || lane === undefined || entry === undefined) return null;
    const done = (): void => {
      entry.isDone = true;
      this.#ahead.add(entry.item.seq);
      if (lane.length > 0) this.#free.push(key);
      else this.#lanes.delete(key);
      this.#pass();
    };
    return { item: entry.item, done };
  }

  #queue(entry: OnItsWay<Item>): void {
    const key = this.#laneOf(entry.item);
    const lane = this.#lanes.get(key);
    if (lane !== undefined) lane.push(entry);
    else {
      this.#lanes.set(key, [entry]);
      this.#free.push(key);
    }
  }

  #pass(): void {
    const first = this.#onTheirWay.findIndex(({ isDone }) => !isDone);
    const passed = this.#onTheirWay.splice(0, first < 0 ? this.#onTheirWay.length : first);
    for (const { item } of passed) this.#ahead.delete(item.seq);
  }
}
