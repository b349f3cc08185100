import { assert } from "@habitus/kernel";

const encoder = new TextEncoder();
const LARGEST_WHOLE = 2 ** 52 - 1;

/** Appends numbers and texts in their shortest form. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  /** A whole number from 0 to 2^53 - 1, seven bits a byte, lowest first. */
  count(value: number): void {
    assert(Number.isSafeInteger(value) && value >= 0, "a count is a whole number from 0");
    // Bit operations are the faster ones, and hold 31 bits: what lies above 28 is taken off at once.
    let rest = value;
    while (rest >= 0x80000000) {
      const above = Math.floor(rest / 0x10000000);
      let low = rest - above * 0x10000000;
      for (let byte = 0; byte < 4; byte++) {
        this.byte((low & 0x7f) | 0x80);
        low >>>= 7;
      }
      rest = above;
    }
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** Any whole number below 2^52 in magnitude; small magnitudes are short. */
  whole(value: number): void {
    this.count(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** A whole number of any size; of those that fit, the same bytes as `whole` writes. */
  big(value: bigint): void {
    // A number holds everything up to twice of that exactly, and of more none rounds down to it.
    const short = Number(value);
    if (Math.abs(short) <= LARGEST_WHOLE) {
      this.whole(short);
      return;
    }
    let rest = value < 0n ? -2n * value - 1n : 2n * value;
    while (rest >= 0x80n) {
      this.byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.byte(Number(rest));
  }

  /** Ascending whole numbers: how many, the first, then the distances. */
  ascending(values: readonly number[]): void {
    this.count(values.length);
    let before = 0;
    for (let index = 0; index < values.length; index++) {
      const value = values[index] ?? 0;
      if (index === 0) this.whole(value);
      else this.count(value - before);
      before = value;
    }
  }

  text(value: string): void {
    const bytes = encoder.encode(value);
    this.count(bytes.length);
    this.raw(bytes);
  }

  /** Hex digits, two to a byte. */
  hex(digits: string): void {
    for (let at = 0; at < digits.length; at += 2) this.byte(Number.parseInt(digits.slice(at, at + 2), 16));
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Forgets what was written and keeps the room for it. */
  clear(): void {
    this.#length = 0;
  }

  copyTo(bytes: Uint8Array, at: number): void {
    for (let from = 0; from < this.#length; from++) bytes[at + from] = this.#bytes[from] ?? 0;
  }

  /** A copy of all that was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
