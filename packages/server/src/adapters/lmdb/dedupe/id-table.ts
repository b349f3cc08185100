import { assert } from "@habitus/kernel";
import { isEmpty, sameId, WORDS } from "./id-words.ts";

const SMALLEST_BITS = 10;
const SLOT_WORDS = 2;

/**
 * Entries by id: a dense list of entries in the order they came, and slots of (second hash word, place in the list + 1)
 * with linear probing, at most half full. Looking for an id that is not there touches slots only.
 */
export class IdTable {
  #bits = SMALLEST_BITS;
  #slots = new Uint32Array(2 ** SMALLEST_BITS * SLOT_WORDS);
  #entries = new Uint32Array(2 ** (SMALLEST_BITS - 1) * WORDS);
  #count = 0;

  /** `expected` ids fit without growing. */
  constructor(expected = 0) {
    this.#bits = Math.max(SMALLEST_BITS, Math.ceil(Math.log2(expected + 1)) + 1);
    this.#slots = new Uint32Array(2 ** this.#bits * SLOT_WORDS);
    this.#entries = new Uint32Array(2 ** (this.#bits - 1) * WORDS);
  }

  get count(): number {
    return this.#count;
  }

  /** The entries in the order they came; room for more behind them. Valid until the next `add` or `clear`. */
  get words(): Uint32Array {
    return this.#entries;
  }

  /** Where the id of the entry at `at` stands in `words`, or -1. */
  find(entry: Uint32Array, at: number): number {
    const place = this.#slots[this.#slotOf(entry, at) + 1] ?? 0;
    return place === 0 ? -1 : (place - 1) * WORDS;
  }

  /** Adds an id that is not in the table. */
  add(entry: Uint32Array, at: number): void {
    assert(!isEmpty(entry, at), "an entry's offset counts from 1");
    if (this.#count === 2 ** (this.#bits - 1)) this.#grow();
    const slot = this.#slotOf(entry, at);
    const to = this.#count * WORDS;
    for (let word = 0; word < WORDS; word++) this.#entries[to + word] = entry[at + word] ?? 0;
    this.#count++;
    this.#slots[slot] = entry[at + 1] ?? 0;
    this.#slots[slot + 1] = this.#count;
  }

  clear(): void {
    this.#bits = SMALLEST_BITS;
    this.#slots = new Uint32Array(2 ** SMALLEST_BITS * SLOT_WORDS);
    this.#entries = new Uint32Array(2 ** (SMALLEST_BITS - 1) * WORDS);
    this.#count = 0;
  }

  #grow(): void {
    this.#bits++;
    this.#slots = new Uint32Array(2 ** this.#bits * SLOT_WORDS);
    const entries = new Uint32Array(2 ** (this.#bits - 1) * WORDS);
    entries.set(this.#entries);
    this.#entries = entries;
    for (let place = 0; place < this.#count; place++) {
      const slot = this.#slotOf(entries, place * WORDS);
      this.#slots[slot] = entries[place * WORDS + 1] ?? 0;
      this.#slots[slot + 1] = place + 1;
    }
  }

  /** The slot that holds the id, or the empty one where it belongs. */
  #slotOf(entry: Uint32Array, at: number): number {
    const slots = this.#slots;
    const mask = 2 ** this.#bits - 1;
    const tag = entry[at + 1] ?? 0;
    let number = (entry[at] ?? 0) >>> (32 - this.#bits);
    for (;;) {
      const slot = number * SLOT_WORDS;
      const place = slots[slot + 1] ?? 0;
      if (place === 0) return slot;
      if (slots[slot] === tag && sameId(this.#entries, (place - 1) * WORDS, entry, at)) return slot;
      number = (number + 1) & mask;
    }
  }
}
