import { wordsOf } from "./id-words.ts";

const BLOCK_WORDS = 8;
const BITS_PER_ID = 16;
/** Odd numbers, one for each word of a block, that spread one hash word over eight bit positions. */
const SALTS = Int32Array.of(
  0x47b6137b,
  0x44974d91,
  0x8824ad5b,
  0xa2b7289d,
  0x705495c7,
  0x2df1424b,
  0x9efc4947,
  0x5c6bfb31,
);

/**
 * A Bloom filter of 256-bit blocks with one bit in each of a block's eight words (the split block filter of the Apache
 * Parquet format): one cache line a look-up, about one false "maybe" in 1,000 when full.
 */
export class IdFilter {
  readonly #words: Uint32Array;
  readonly #blocks: number;

  private constructor(words: Uint32Array) {
    this.#words = words;
    this.#blocks = words.length / BLOCK_WORDS;
  }

  static empty(capacity: number): IdFilter {
    const blocks = Math.ceil((capacity * BITS_PER_ID) / (BLOCK_WORDS * 32));
    return new IdFilter(new Uint32Array(blocks * BLOCK_WORDS));
  }

  static fromBytes(bytes: Uint8Array): IdFilter {
    return new IdFilter(wordsOf(bytes));
  }

  get words(): Uint32Array {
    return this.#words;
  }

  add(entry: Uint32Array, at: number): void {
    const block = this.#blockOf(entry, at);
    const key = entry[at] ?? 0;
    for (let word = 0; word < BLOCK_WORDS; word++) {
      const bit = 1 << (Math.imul(key, SALTS[word] ?? 0) >>> 27);
      this.#words[block + word] = (this.#words[block + word] ?? 0) | bit;
    }
  }

  mayHave(entry: Uint32Array, at: number): boolean {
    const block = this.#blockOf(entry, at);
    const key = entry[at] ?? 0;
    for (let word = 0; word < BLOCK_WORDS; word++) {
      const bit = 1 << (Math.imul(key, SALTS[word] ?? 0) >>> 27);
      if (((this.#words[block + word] ?? 0) & bit) === 0) return false;
    }
    return true;
  }

  #blockOf(entry: Uint32Array, at: number): number {
    return Math.floor(((entry[at + 3] ?? 0) / 2 ** 32) * this.#blocks) * BLOCK_WORDS;
  }
}
