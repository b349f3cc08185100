import { BugError } from "@habitus/kernel";

const FIRST_BYTES = 1 << 16;
const WORD = 0x1_0000_0000;

/**
 * Writes ClickHouse's RowBinary: fixed-width numbers little-endian, text as its length in LEB128 and its UTF-8 bytes.
 * Text with lone surrogates cannot be UTF-8; each becomes U+FFFD, as everywhere in JavaScript.
 */
export class RowBinaryWriter {
  #buffer = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The bytes written so far. Valid until the next write. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  uint8(value: number): void {
    this.#room(1);
    this.#length = this.#buffer.writeUInt8(value, this.#length);
  }

  int16(value: number): void {
    this.#room(2);
    this.#length = this.#buffer.writeInt16LE(value, this.#length);
  }

  uint32(value: number): void {
    this.#room(4);
    this.#length = this.#buffer.writeUInt32LE(value, this.#length);
  }

  /** A whole number from 0 to 2^53 - 1; also the bytes of a non-negative Int64. */
  uint64(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new BugError(`not a whole number: ${value}`);
    this.#room(8);
    this.#buffer.writeUInt32LE(value % WORD, this.#length);
    this.#length = this.#buffer.writeUInt32LE(Math.floor(value / WORD), this.#length + 4);
  }

  /** 32 hex digits, most significant first. */
  uint128(hex: string): void {
    this.#room(16);
    for (let word = 3; word >= 0; word--) {
      const value = Number.parseInt(hex.slice(word * 8, word * 8 + 8), 16);
      this.#length = this.#buffer.writeUInt32LE(value, this.#length);
    }
  }

  text(value: string): void {
    // A UTF-16 unit takes at most three bytes of UTF-8.
    this.#room(value.length * 3 + 5);
    if (value.length < 43) {
      // At most 129 bytes are reserved, and the length fits one byte below 128.
      const written = this.#buffer.write(value, this.#length + 1, "utf8");
      if (written < 128) {
        this.#buffer[this.#length] = written;
        this.#length += written + 1;
        return;
      }
    }
    this.#leb128(Buffer.byteLength(value, "utf8"));
    this.#length += this.#buffer.write(value, this.#length, "utf8");
  }

  #leb128(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.#buffer[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#buffer[this.#length++] = rest;
  }

  #room(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
