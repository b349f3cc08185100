import { assert, type Instant } from "@habitus/kernel";
import { giveBlock, STEP, takeBlock } from "./blocks.ts";
import type { ByteReader } from "./codec/byte-reader.ts";
import { ByteWriter } from "./codec/byte-writer.ts";
import { addMarkedIn, afterMarks, isMarkedIn, Marks } from "./marks.ts";

const DUE_BYTES = 6;
const NEVER = 2 ** 48 - 1;
/** What three bytes can say. */
const MOST = 2 ** 24;

/** What stands before a cell's content: filled by the cell that was looked at last, so that looking makes no objects. */
const head = { keeper: 0, isMarked: false, isDue: false, length: 0, bodyAt: 0 };

/** A cell that is being made; one is enough for a program. */
export class CellDraft {
  readonly marks = new Marks();
  readonly content = new ByteWriter();
  /** Infinity for never. */
  due: Instant = Number.POSITIVE_INFINITY;

  clear(): void {
    this.marks.clear();
    this.content.clear();
    this.due = Number.POSITIVE_INFINITY;
  }

  /** Makes it due by then at the latest. */
  dueBy(instant: Instant): void {
    if (instant < this.due) this.due = instant;
  }
}

const NO_BYTES = new Uint8Array(0);

/**
 * What is kept of one person, in one block of bytes: cells, ascending by keeper. A cell is its keeper's number x 4, + 2 where a leaf is
 * marked, + 1 where it is ever due; the length of its marks and content; when it is due, if ever (6 bytes); the marks, if there are any; and
 * the content. A block costs the engine of JavaScript one object, where lists of lists would cost one for each cell. A cell is named by
 * its place, which holds until the next change.
 */
export class Cells {
  #bytes: Uint8Array = NO_BYTES;
  /** Where the last cell ends. */
  #end = 0;

  get isEmpty(): boolean {
    return this.#end === 0;
  }

  /** Places of all cells, ascending by keeper. */
  places(): readonly number[] {
    const places: number[] = [];
    for (let place = 0; place < this.#end; place = this.#after(place)) places.push(place);
    return places;
  }

  /**
   * The place of a keeper's cell or, when it has none, -1 minus the place it would take. This is what an event asks most, so it reads of each
   * cell only what leads to the next.
   * @param from A place that the keeper's does not lie before.
   */
  find(keeper: number, from = 0): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let place = from;
    while (place < end) {
      let at = place;
      let byte = bytes[at++] ?? 0;
      let named = byte & 0x7f;
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = bytes[at++] ?? 0;
        named |= (byte & 0x7f) << shift;
      }
      if (named >>> 2 >= keeper) return named >>> 2 === keeper ? place : -1 - place;
      byte = bytes[at++] ?? 0;
      let length = byte & 0x7f;
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = bytes[at++] ?? 0;
        length |= (byte & 0x7f) << shift;
      }
      place = at + (named & 1) * DUE_BYTES + length;
    }
    return -1 - place;
  }

  keeper(place: number): number {
    this.#look(place);
    return head.keeper;
  }

  /** Infinity for never. */
  due(place: number): Instant {
    this.#look(place);
    return head.isDue ? this.#dueAt(head.bodyAt - DUE_BYTES) : Number.POSITIVE_INFINITY;
  }

  /**
   * Adds the keepers that are due at `now` or before, ascending; answers the earliest due of the others. Reads as little of a cell as `find` does, and
   * compares dues by their halves, which are small whole numbers.
   */
  addDue(now: Instant, keepers: number[]): Instant {
    const bytes = this.#bytes;
    const end = this.#end;
    const nowHigh = Math.floor(now / MOST);
    const nowLow = now - nowHigh * MOST;
    let high = MOST;
    let low = 0;
    let place = 0;
    while (place < end) {
      let at = place;
      let byte = bytes[at++] ?? 0;
      let named = byte & 0x7f;
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = bytes[at++] ?? 0;
        named |= (byte & 0x7f) << shift;
      }
      byte = bytes[at++] ?? 0;
      let length = byte & 0x7f;
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = bytes[at++] ?? 0;
        length |= (byte & 0x7f) << shift;
      }
      if ((named & 1) === 1) {
        const ownHigh = this.#three(at + 3);
        const ownLow = this.#three(at);
        if (ownHigh < nowHigh || (ownHigh === nowHigh && ownLow <= nowLow)) keepers.push(named >>> 2);
        else if (ownHigh < high || (ownHigh === high && ownLow < low)) {
          high = ownHigh;
          low = ownLow;
        }
        at += DUE_BYTES;
      }
      place = at + length;
    }
    return high === MOST ? Number.POSITIVE_INFINITY : low + high * MOST;
  }

  /** Is the leaf marked that is the cell's so many-th, counted from 0? */
  isMarked(place: number, index: number): boolean {
    this.#look(place);
    return head.isMarked && isMarkedIn(this.#bytes, head.bodyAt, index);
  }

  /** Adds what is marked either in the cell, if one is found, or in these marks, but not in both. @param of what each mark stands for. */
  addTurned<T>(found: number, marks: Marks, of: readonly T[], turned: T[]): void {
    if (found >= 0) this.#look(found);
    const isMarked = found >= 0 && head.isMarked;
    marks.addTurned(isMarked ? this.#bytes : NO_BYTES, isMarked ? head.bodyAt : 0, of, turned);
  }

  /** Adds all that is marked. @param named per keeper, what each of its marks stands for. */
  addMarked<T>(named: readonly (readonly T[])[], marked: T[]): void {
    for (let place = 0; place < this.#end; ) {
      const next = this.#after(place);
      const own = head.isMarked ? named[head.keeper] : undefined;
      if (own !== undefined) addMarkedIn(this.#bytes, head.bodyAt, own, marked);
      place = next;
    }
  }

  /** Points the reader at a cell's content; it holds until the block is next changed. */
  open(place: number, reader: ByteReader): void {
    this.#look(place);
    const contentAt = head.isMarked ? afterMarks(this.#bytes, head.bodyAt) : head.bodyAt;
    reader.open(this.#bytes, contentAt, head.bodyAt + head.length);
  }

  /** Makes the keeper's cell, or puts another in its place. @param found what `find` says. */
  put(found: number, keeper: number, { marks, content, due }: CellDraft): void {
    const length = marks.length + content.length;
    assert(keeper < MOST && length < MOST, "a number of a keeper and a length fit into three bytes");
    const place = found >= 0 ? found : -1 - found;
    const isDue = due < NEVER;
    const named = 4 * keeper + (marks.length > 0 ? 2 : 0) + (isDue ? 1 : 0);
    const headBytes = bytesOf(named) + bytesOf(length) + (isDue ? DUE_BYTES : 0);
    this.#resize(place, found >= 0 ? this.#after(place) : place, headBytes + length);
    let at = this.#setCount(this.#setCount(place, named), length);
    if (isDue) {
      const high = Math.floor(due / MOST);
      this.#setThree(at, due - high * MOST);
      this.#setThree(at + 3, high);
      at += DUE_BYTES;
    }
    marks.copyTo(this.#bytes, at);
    content.copyTo(this.#bytes, at + marks.length);
  }

  remove(place: number): void {
    this.#resize(place, this.#after(place), 0);
  }

  /** Makes bytes[place .. end) so many bytes long. */
  #resize(place: number, end: number, length: number): void {
    const growth = place + length - end;
    if (growth === 0) return;
    if (growth > 0) this.#makeRoom(growth);
    this.#bytes.copyWithin(end + growth, end, this.#end);
    this.#end += growth;
  }

  /** Grows by a sixteenth at the least, so that a growing person is not copied for every event. */
  #makeRoom(more: number): void {
    const needed = this.#end + more;
    if (needed <= this.#bytes.length) return;
    const grown = takeBlock(needed + Math.max(STEP, needed >>> 4));
    grown.set(this.#bytes);
    giveBlock(this.#bytes);
    this.#bytes = grown;
  }

  /** Fills `head`, and answers where the cell ends. */
  #after(place: number): number {
    this.#look(place);
    return head.bodyAt + head.length;
  }

  #look(place: number): void {
    const bytes = this.#bytes;
    let at = place;
    let byte = bytes[at++] ?? 0;
    let named = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[at++] ?? 0;
      named |= (byte & 0x7f) << shift;
    }
    byte = bytes[at++] ?? 0;
    let length = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[at++] ?? 0;
      length |= (byte & 0x7f) << shift;
    }
    head.keeper = named >>> 2;
    head.isMarked = (named & 2) === 2;
    head.isDue = (named & 1) === 1;
    head.length = length;
    head.bodyAt = head.isDue ? at + DUE_BYTES : at;
  }

  /** Answers where the next byte belongs. */
  #setCount(at: number, value: number): number {
    let to = at;
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) this.#bytes[to++] = (rest & 0x7f) | 0x80;
    this.#bytes[to++] = rest;
    return to;
  }

  #dueAt(at: number): Instant {
    return this.#three(at) + this.#three(at + 3) * MOST;
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

/** How many bytes a count takes, seven bits each. */
function bytesOf(count: number): number {
  let bytes = 1;
  for (let rest = count; rest >= 0x80; rest >>>= 7) bytes++;
  return bytes;
}
