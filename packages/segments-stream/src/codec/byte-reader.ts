const decoder = new TextDecoder("utf-8", { fatal: true });

/** Seven bytes hold 49 bits, which a number holds exactly. */
const SHORT_BYTES = 7;

/** Far fewer than are ever kept as a list beyond one input. */
const SHORT_LIST = 32;

/** The bytes are not what a `ByteWriter` wrote. Caught where a state is decoded; callers see a reload. */
export class DamagedBytes extends Error {
  override readonly name = "DamagedBytes";
}

/** Reads what a `ByteWriter` wrote; throws `DamagedBytes` on anything else. */
export class ByteReader {
  #bytes: Uint8Array;
  #at = 0;
  #end: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#end = bytes.length;
  }

  /** Starts again on bytes[from .. to). */
  open(bytes: Uint8Array, from: number, to: number): void {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = to;
  }

  get atEnd(): boolean {
    return this.#at === this.#end;
  }

  byte(): number {
    if (this.#at >= this.#end) throw new DamagedBytes("the bytes end too early");
    return this.#bytes[this.#at++] ?? 0;
  }

  count(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new DamagedBytes("a count is too large");
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }

  whole(): number {
    const coded = this.count();
    // Of numbers as large as instants a remainder is worked out by a function of its own.
    const half = Math.floor(coded / 2);
    return half * 2 === coded ? half : -half - 1;
  }

  big(): bigint {
    const start = this.#at;
    while (this.byte() >= 0x80);
    const isShort = this.#at - start <= SHORT_BYTES;
    this.#at = start;
    return isShort ? BigInt(this.whole()) : this.#long();
  }

  #long(): bigint {
    let coded = 0n;
    let shift = 0n;
    for (;;) {
      const byte = this.byte();
      coded |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) break;
      shift += 7n;
    }
    return (coded & 1n) === 1n ? -(coded + 1n) / 2n : coded / 2n;
  }

  /** @param spare a list to be filled in the place of a new one, where that is short. */
  ascending(spare?: number[]): number[] {
    const length = this.#lengthOf(1);
    const values = spare === undefined || length > SHORT_LIST ? [] : spare;
    let before = 0;
    for (let index = 0; index < length; index++) {
      before = index === 0 ? this.whole() : before + this.count();
      values[index] = before;
    }
    // Only cut, never emptied first, so that the list keeps its room.
    if (values.length > length) values.length = length;
    return values;
  }

  /** Reads `length` items, each of at least one byte. */
  list<T>(item: () => T): T[] {
    const length = this.#lengthOf(1);
    return Array.from({ length }, item);
  }

  text(): string {
    const bytes = this.raw(this.#lengthOf(1));
    try {
      return decoder.decode(bytes);
    } catch {
      throw new DamagedBytes("a text is not UTF-8");
    }
  }

  hex(digits: number): string {
    let text = "";
    for (const byte of this.raw(digits / 2)) text += byte.toString(16).padStart(2, "0");
    return text;
  }

  raw(length: number): Uint8Array {
    if (this.#at + length > this.#end) throw new DamagedBytes("the bytes end too early");
    const part = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return part;
  }

  /** All that has not been read; a view that holds as long as the bytes do. */
  rest(): Uint8Array {
    return this.raw(this.#end - this.#at);
  }

  /** A length that the remaining bytes can hold, so damaged bytes never ask for gigabytes. */
  #lengthOf(bytesEach: number): number {
    const length = this.count();
    if (length * bytesEach > this.#end - this.#at) throw new DamagedBytes("a list is too long");
    return length;
  }
}
