import { assert } from "@habitus/kernel";
import { isEmpty, sameId, WORDS } from "./id-words.ts";

const SMALLEST_BITS = 10;

/** Entries by id in one typed array: open addressing with linear probing, at most half full, grown by doubling. */
export class IdTable {
  #bits = SMALLEST_BITS;
  #slots = new Uint32Array(2 ** SMALLEST_BITS * WORDS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** The slots; those without an entry are empty. Valid until the next `add` or `clear`. */
  get words(): Uint32Array {
    return this.#slots;
  }

  /** Where the id of the entry at `at` stands in `words`, or -1. */
  find(entry: Uint32Array, at: number): number {
    const slot = this.#slotOf(entry, at);
    return isEmpty(this.#slots, slot) ? -1 : slot;
  }

  /** Adds an id that is not in the table. */
  add(entry: Uint32Array, at: number): void {
    assert(!isEmpty(entry, at), "an entry's offset counts from 1");
    if ((this.#count + 1) * 2 > 2 ** this.#bits) this.#grow();
    this.#copy(entry, at);
    this.#count++;
  }

  clear(): void {
    this.#bits = SMALLEST_BITS;
    this.#slots = new Uint32Array(2 ** SMALLEST_BITS * WORDS);
    this.#count = 0;
  }

  #copy(entry: Uint32Array, at: number): void {
    const slot = this.#slotOf(entry, at);
    for (let word = 0; word < WORDS; word++) this.#slots[slot + word] = entry[at + word] ?? 0;
  }

  #grow(): void {
    const old = this.#slots;
    this.#bits++;
    this.#slots = new Uint32Array(2 ** this.#bits * WORDS);
    for (let at = 0; at < old.length; at += WORDS) if (!isEmpty(old, at)) this.#copy(old, at);
  }

  #slotOf(entry: Uint32Array, at: number): number {
    const mask = 2 ** this.#bits - 1;
    let number = (entry[at] ?? 0) >>> (32 - this.#bits);
    let slot = number * WORDS;
    while (!isEmpty(this.#slots, slot) && !sameId(this.#slots, slot, entry, at)) {
      number = (number + 1) & mask;
      slot = number * WORDS;
    }
    return slot;
  }
}
