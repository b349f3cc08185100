import type { Instant } from "@habitus/kernel";
import type { ByteReader } from "./codec/byte-reader.ts";
import type { ByteWriter } from "./codec/byte-writer.ts";

/** Of each cell the directory holds the leaf (4 bytes), the end of its content (4) and when it is due (6). */
const ENTRY_BYTES = 14;
const END_AT = 4;
const DUE_AT = 8;
const NEVER = 2 ** 48 - 1;
const WORD = 2 ** 32;
const LEAST_ROOM = 32;

/**
 * What is kept of one person, in one block of bytes: flags, then a directory ascending by leaf, then the cells' contents in
 * the same order. A block costs the engine of JavaScript one object, where lists of lists would cost one for each cell.
 */
export class Cells {
  #bytes: Uint8Array;
  readonly #flagBytes: number;
  #count = 0;
  /** Bytes of all contents. */
  #filled = 0;

  /** @param flags copied; one bit each. */
  constructor(flags: Uint8Array) {
    this.#bytes = flags.slice();
    this.#flagBytes = flags.length;
  }

  get count(): number {
    return this.#count;
  }

  flag(index: number): boolean {
    return (((this.#bytes[index >>> 3] ?? 0) >>> (index & 7)) & 1) === 1;
  }

  setFlag(index: number, value: boolean): void {
    const mask = 1 << (index & 7);
    const byte = this.#bytes[index >>> 3] ?? 0;
    this.#bytes[index >>> 3] = value ? byte | mask : byte & ~mask;
  }

  /** A copy of all flags. */
  flags(): Uint8Array {
    return this.#bytes.slice(0, this.#flagBytes);
  }

  /** The place of a leaf's cell or, when it has none, -1 minus the place it would take. */
  find(leaf: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = this.leaf(middle);
      if (found === leaf) return middle;
      if (found < leaf) low = middle + 1;
      else high = middle;
    }
    return -1 - low;
  }

  leaf(place: number): number {
    return this.#word(this.#entry(place));
  }

  /** Infinity for never. */
  due(place: number): Instant {
    const at = this.#entry(place) + DUE_AT;
    const value = this.#word(at) + this.#half(at + 4) * WORD;
    return value === NEVER ? Number.POSITIVE_INFINITY : value;
  }

  setDue(place: number, due: Instant): void {
    const at = this.#entry(place) + DUE_AT;
    const value = Math.min(due, NEVER);
    this.#setWord(at, value % WORD);
    const high = Math.floor(value / WORD);
    this.#bytes[at + 4] = high & 0xff;
    this.#bytes[at + 5] = high >>> 8;
  }

  /** The earliest of all dues. */
  earliestDue(): Instant {
    let earliest = Number.POSITIVE_INFINITY;
    for (let place = 0; place < this.#count; place++) {
      const due = this.due(place);
      if (due < earliest) earliest = due;
    }
    return earliest;
  }

  /** Points the reader at a cell's content; it holds until the block is next changed. */
  open(place: number, reader: ByteReader): void {
    const start = this.#contents();
    reader.open(this.#bytes, start + this.#end(place - 1), start + this.#end(place));
  }

  /** Makes an empty cell that is never due. */
  insert(place: number, leaf: number): void {
    this.#makeRoom(ENTRY_BYTES);
    const at = this.#entry(place);
    const used = this.#contents() + this.#filled;
    const end = this.#end(place - 1);
    this.#bytes.copyWithin(at + ENTRY_BYTES, at, used);
    this.#count++;
    this.#setWord(at, leaf);
    this.#setWord(at + END_AT, end);
    this.setDue(place, Number.POSITIVE_INFINITY);
  }

  replace(place: number, content: ByteWriter): void {
    const before = this.#end(place - 1);
    const growth = content.length - (this.#end(place) - before);
    if (growth > 0) this.#makeRoom(growth);
    const start = this.#contents();
    if (growth !== 0) {
      const tail = start + this.#end(place);
      this.#bytes.copyWithin(tail + growth, tail, start + this.#filled);
      this.#filled += growth;
      for (let later = place; later < this.#count; later++) this.#moveEnd(later, growth);
    }
    content.copyTo(this.#bytes, start + before);
  }

  remove(place: number): void {
    const used = this.#contents() + this.#filled;
    const length = this.#end(place) - this.#end(place - 1);
    const content = this.#contents() + this.#end(place - 1);
    this.#bytes.copyWithin(content, content + length, used);
    this.#filled -= length;
    for (let later = place + 1; later < this.#count; later++) this.#moveEnd(later, -length);
    const at = this.#entry(place);
    this.#bytes.copyWithin(at, at + ENTRY_BYTES, used - length);
    this.#count--;
  }

  #entry(place: number): number {
    return this.#flagBytes + place * ENTRY_BYTES;
  }

  #contents(): number {
    return this.#flagBytes + this.#count * ENTRY_BYTES;
  }

  /** Where the content of a cell ends, counted from the first content; 0 for the cell before the first. */
  #end(place: number): number {
    return place < 0 ? 0 : this.#word(this.#entry(place) + END_AT);
  }

  #moveEnd(place: number, by: number): void {
    this.#setWord(this.#entry(place) + END_AT, this.#end(place) + by);
  }

  /** Grows by a quarter at the least, so that a growing person is not copied for every event. */
  #makeRoom(more: number): void {
    const needed = this.#contents() + this.#filled + more;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(needed + Math.max(LEAST_ROOM, needed >>> 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }

  #half(at: number): number {
    return (this.#bytes[at] ?? 0) | ((this.#bytes[at + 1] ?? 0) << 8);
  }

  #word(at: number): number {
    return (this.#half(at) | (this.#half(at + 2) << 16)) >>> 0;
  }

  #setWord(at: number, value: number): void {
    const bytes = this.#bytes;
    bytes[at] = value & 0xff;
    bytes[at + 1] = (value >>> 8) & 0xff;
    bytes[at + 2] = (value >>> 16) & 0xff;
    bytes[at + 3] = (value >>> 24) & 0xff;
  }
}
