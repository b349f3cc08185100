import { assert } from "@habitus/kernel";

const FIRST_BYTES = 1 << 16;
const WORD = 0x1_0000_0000;

/** Value of a hex digit by its character code. */
const HEX_DIGITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? 0 : value;
});

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

  /** Begins anew in the same memory; what `bytes` gave before is no longer valid. */
  clear(): void {
    this.#length = 0;
  }

  /** The bytes written so far. Valid until the next write. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  uint8(value: number): void {
    this.#room(1);
    this.#buffer[this.#length++] = value;
  }

  int16(value: number): void {
    this.#room(2);
    this.#buffer[this.#length++] = value;
    this.#buffer[this.#length++] = value >>> 8;
  }

  uint32(value: number): void {
    this.#room(4);
    this.#word(value);
  }

  /** A whole number from 0 to 2^53 - 1; also the bytes of a non-negative Int64. */
  uint64(value: number): void {
    assert(Number.isSafeInteger(value) && value >= 0, `not a whole number: ${value}`);
    this.#room(8);
    const high = Math.floor(value / WORD);
    this.#word(value - high * WORD);
    this.#word(high);
  }

  /** 32 hex digits, most significant first. */
  uint128(hex: string): void {
    assert(hex.length === 32, "a 128-bit number has 32 hex digits");
    this.#room(16);
    for (let at = 30; at >= 0; at -= 2) {
      const high = HEX_DIGITS[hex.charCodeAt(at)] ?? 0;
      const low = HEX_DIGITS[hex.charCodeAt(at + 1)] ?? 0;
      this.#buffer[this.#length++] = (high << 4) | low;
    }
  }

  text(value: string): void {
    // A UTF-16 unit takes at most three bytes of UTF-8. The length is written behind the text, so that the text is
    // encoded once, into as many bytes as the longest possible length needs: LEB128 may be padded.
    const longest = value.length * 3;
    const lengthBytes = longest < 128 ? 1 : longest < 16_384 ? 2 : longest < 2_097_152 ? 3 : 5;
    this.#room(lengthBytes + longest);
    const written = this.#buffer.write(value, this.#length + lengthBytes, "utf8");
    this.#paddedLeb128(written, lengthBytes);
    this.#length += written;
  }

  #paddedLeb128(value: number, bytes: number): void {
    let rest = value;
    for (let at = 1; at < bytes; at++) {
      this.#buffer[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#buffer[this.#length++] = rest;
  }

  #word(value: number): void {
    this.#buffer[this.#length++] = value;
    this.#buffer[this.#length++] = value >>> 8;
    this.#buffer[this.#length++] = value >>> 16;
    this.#buffer[this.#length++] = value >>> 24;
  }

  #room(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
