const decoder = new TextDecoder("utf-8", { fatal: true });

/** The bytes are not what a `ByteWriter` wrote. Caught where a state is decoded; callers see a reload. */
export class DamagedBytes extends Error {
  override readonly name = "DamagedBytes";
}

/** Reads what a `ByteWriter` wrote; throws `DamagedBytes` on anything else. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw new DamagedBytes("the bytes end too early");
    this.#at++;
    return value;
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
    return coded % 2 === 1 ? -(coded + 1) / 2 : coded / 2;
  }

  big(): bigint {
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

  ascending(): number[] {
    const length = this.#lengthOf(1);
    const values: number[] = [];
    let before = 0;
    for (let index = 0; index < length; index++) {
      before = index === 0 ? this.whole() : before + this.count();
      values.push(before);
    }
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
    if (this.#at + length > this.#bytes.length) throw new DamagedBytes("the bytes end too early");
    const part = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return part;
  }

  /** A length that the remaining bytes can hold, so damaged bytes never ask for gigabytes. */
  #lengthOf(bytesEach: number): number {
    const length = this.count();
    if (length * bytesEach > this.#bytes.length - this.#at) throw new DamagedBytes("a list is too long");
    return length;
  }
}
