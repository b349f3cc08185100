import { assert, type Instant } from "@habitus/kernel";
import type { ByteReader } from "./codec/byte-reader.ts";
import type { ByteWriter } from "./codec/byte-writer.ts";

/** Of each cell the directory holds the leaf (3 bytes), the length of its content (3) and when it is due (6). */
const ENTRY_BYTES = 12;
const LENGTH_AT = 3;
const DUE_AT = 6;
const NEVER = 2 ** 48 - 1;
/** What three bytes can say. */
const MOST = 2 ** 24;
const LEAST_ROOM = 16;

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
    return this.#three(this.#entry(place));
  }

  /** Infinity for never. */
  due(place: number): Instant {
    const at = this.#entry(place) + DUE_AT;
    const value = this.#three(at) + this.#three(at + 3) * MOST;
    return value === NEVER ? Number.POSITIVE_INFINITY : value;
  }

  setDue(place: number, due: Instant): void {
    const at = this.#entry(place) + DUE_AT;
    const value = Math.min(due, NEVER);
    const high = Math.floor(value / MOST);
    this.#setThree(at, value - high * MOST);
    this.#setThree(at + 3, high);
  }

  /** The earliest of all dues. */
  earliestDue(): Instant {
    let high = MOST;
    let low = MOST;
    const end = this.#entry(this.#count);
    // The low half is looked at only where the high halves are equal.
    for (let at = this.#flagBytes + DUE_AT; at < end; at += ENTRY_BYTES) {
      const ownHigh = this.#three(at + 3);
      if (ownHigh > high) continue;
      const ownLow = this.#three(at);
      if (ownHigh === high && ownLow >= low) continue;
      high = ownHigh;
      low = ownLow;
    }
    const value = low + high * MOST;
    return value >= NEVER ? Number.POSITIVE_INFINITY : value;
  }

  /** Leaves that are due at `now` or before. */
  dueUpTo(now: Instant): number[] {
    const nowHigh = Math.floor(now / MOST);
    const nowLow = now - nowHigh * MOST;
    const leaves: number[] = [];
    const end = this.#entry(this.#count);
    for (let at = this.#flagBytes; at < end; at += ENTRY_BYTES) {
      const high = this.#three(at + DUE_AT + 3);
      if (high > nowHigh || (high === nowHigh && this.#three(at + DUE_AT) > nowLow)) continue;
      leaves.push(this.#three(at));
    }
    return leaves;
  }

  /** Points the reader at a cell's content; it holds until the block is next changed. */
  open(place: number, reader: ByteReader): void {
    const start = this.#start(place);
    reader.open(this.#bytes, start, start + this.#length(place));
  }

  /** Makes an empty cell that is never due. */
  insert(place: number, leaf: number): void {
    assert(leaf < MOST, "a leaf's number fits into three bytes");
    this.#makeRoom(ENTRY_BYTES);
    const at = this.#entry(place);
    this.#bytes.copyWithin(at + ENTRY_BYTES, at, this.#used());
    this.#count++;
    this.#setThree(at, leaf);
    this.#setThree(at + LENGTH_AT, 0);
    this.setDue(place, Number.POSITIVE_INFINITY);
  }

  replace(place: number, content: ByteWriter): void {
    const before = this.#length(place);
    const growth = content.length - before;
    if (growth > 0) this.#makeRoom(growth);
    const start = this.#start(place);
    if (growth !== 0) {
      assert(content.length < MOST, "a cell's length fits into three bytes");
      this.#bytes.copyWithin(start + content.length, start + before, this.#used());
      this.#filled += growth;
      this.#setThree(this.#entry(place) + LENGTH_AT, content.length);
    }
    content.copyTo(this.#bytes, start);
  }

  remove(place: number): void {
    const length = this.#length(place);
    const content = this.#start(place);
    const used = this.#used();
    this.#bytes.copyWithin(content, content + length, used);
    this.#filled -= length;
    const at = this.#entry(place);
    this.#bytes.copyWithin(at, at + ENTRY_BYTES, used - length);
    this.#count--;
  }

  #entry(place: number): number {
    return this.#flagBytes + place * ENTRY_BYTES;
  }

  #used(): number {
    return this.#flagBytes + this.#count * ENTRY_BYTES + this.#filled;
  }

  /** Where the content of a cell begins. */
  #start(place: number): number {
    let start = this.#flagBytes + this.#count * ENTRY_BYTES;
    const end = this.#entry(place) + LENGTH_AT;
    for (let at = this.#flagBytes + LENGTH_AT; at < end; at += ENTRY_BYTES) start += this.#three(at);
    return start;
  }

  #length(place: number): number {
    return this.#three(this.#entry(place) + LENGTH_AT);
  }

  /** Grows by an eighth at the least, so that a growing person is not copied for every event. */
  #makeRoom(more: number): void {
    const needed = this.#used() + more;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(needed + Math.max(LEAST_ROOM, needed >>> 3));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }

  #three(at: number): number {
    const bytes = this.#bytes;
    return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
  }

  #setThree(at: number, value: number): void {
    const bytes = this.#bytes;
    bytes[at] = value;
    bytes[at + 1] = value >>> 8;
    bytes[at + 2] = value >>> 16;
  }
}
