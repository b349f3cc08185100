import { assert, HabitusError } from "@habitus/kernel";
import type { Key, Table } from "./kv.ts";

/**
 * Stored form of a key: the table's name and version, then the elements, each with a tag so that bytes sort as the
 * elements do and no element is the beginning of another.
 *
 *   number  01, the IEEE 754 double, big-endian, sign bit flipped, all bits flipped when negative
 *   text    02, UTF-8 with every 00 written as 00 FF, 00      (a lone surrogate keeps three bytes of its own)
 *
 * This form is on disk: it never changes.
 */
const NUMBER = 0x01;
const TEXT = 0x02;
const END = 0x00;
const ESCAPED = 0xff;

/** Bytes a key may have with its table; what an LMDB page of 4 KiB can hold. */
export const MAX_KEY_BYTES = 1_978;

// Longest stored form of text whose UTF-16 length is within the limit: three bytes a unit, every one escaped.
const scratch = Buffer.allocUnsafeSlow(8 * MAX_KEY_BYTES);
const double = Buffer.allocUnsafeSlow(8);
const LONE_SURROGATE = /\p{Surrogate}/u;
/** Tables are made once each, so they stand for their names. */
const prefixes = new WeakMap<Table<unknown>, Buffer>();

/** The bytes every key of the table begins with. */
function tablePrefix(table: Table<unknown>): Buffer {
  const known = prefixes.get(table);
  if (known !== undefined) return known;
  assert(Number.isSafeInteger(table.version) && table.version > 0, "a table's version counts from 1");
  const named = writeText(table, table.name, 0);
  const prefix = Buffer.from(scratch.subarray(0, writeNumber(table.version, named)));
  prefixes.set(table, prefix);
  return prefix;
}

/**
 * @throws HabitusError `key_too_long` above `MAX_KEY_BYTES`: ids that people send are of any length, so callers shorten them.
 */
export function encodeKey(table: Table<unknown>, key: Key): Buffer {
  const prefix = tablePrefix(table);
  scratch.set(prefix);
  let position = prefix.length;
  for (const element of key) {
    position =
      typeof element === "number" ? writeNumber(element, position) : writeText(table, element, position);
    if (position > MAX_KEY_BYTES) throw tooLong(table);
  }
  const bytes = Buffer.allocUnsafe(position);
  scratch.copy(bytes, 0, 0, position);
  return bytes;
}

/** The elements of a stored key of this table: as they were put in, so of the table's form. */
export function decodeKey<K extends Key>(table: Table<unknown, K>, bytes: Uint8Array): K {
  const key: (string | number)[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let position = tablePrefix(table).length;
  while (position < buffer.length) {
    if (buffer[position] === NUMBER) {
      key.push(readNumber(buffer, position + 1));
      position += 9;
    } else {
      const end = endOfText(buffer, position + 1);
      key.push(readText(buffer.subarray(position + 1, end)));
      position = end + 1;
    }
  }
  return key as Key as K;
}

function tooLong(table: Table<unknown>): HabitusError {
  return new HabitusError("key_too_long", `A key of table ${table.name} is longer than the store can hold.`, {
    details: { limit: MAX_KEY_BYTES },
  });
}

function writeNumber(value: number, at: number): number {
  assert(!Number.isNaN(value), "a key holds no NaN");
  scratch[at] = NUMBER;
  scratch.writeDoubleBE(value === 0 ? 0 : value, at + 1);
  flipBits(scratch, at + 1, value < 0);
  return at + 9;
}

function readNumber(bytes: Buffer, at: number): number {
  for (let place = 0; place < 8; place++) double[place] = bytes[at + place] ?? 0;
  flipBits(double, 0, ((double[0] ?? 0) & 0x80) === 0);
  return double.readDoubleBE(0);
}

function flipBits(bytes: Buffer, from: number, negative: boolean): void {
  if (!negative) {
    bytes[from] = (bytes[from] ?? 0) ^ 0x80;
    return;
  }
  for (let at = from; at < from + 8; at++) bytes[at] = ~(bytes[at] ?? 0) & 0xff;
}

function writeText(table: Table<unknown>, text: string, at: number): number {
  if (text.length > MAX_KEY_BYTES) throw tooLong(table);
  scratch[at] = TEXT;
  const start = at + 1;
  let end = start + scratch.write(text, start, "utf8");
  if (end - start !== text.length && LONE_SURROGATE.test(text)) end = writeIllFormed(text, start);
  if (text.includes("\u0000")) end = escapeZeros(start, end);
  scratch[end] = END;
  return end + 1;
}

function escapeZeros(start: number, end: number): number {
  const plain = Buffer.from(scratch.subarray(start, end));
  let position = start;
  for (const byte of plain) {
    scratch[position++] = byte;
    if (byte === END) scratch[position++] = ESCAPED;
  }
  return position;
}

/** UTF-8 in which a lone surrogate is written like any other code point of its size ("WTF-8"), so that no two texts share bytes. */
function writeIllFormed(text: string, start: number): number {
  let position = start;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0xd800 || code > 0xdfff) {
      position += scratch.write(character, position, "utf8");
      continue;
    }
    scratch[position++] = 0xe0 | (code >> 12);
    scratch[position++] = 0x80 | ((code >> 6) & 0x3f);
    scratch[position++] = 0x80 | (code & 0x3f);
  }
  return position;
}

function endOfText(bytes: Buffer, from: number): number {
  let end = bytes.indexOf(END, from);
  while (end !== -1 && bytes[end + 1] === ESCAPED) end = bytes.indexOf(END, end + 2);
  assert(end !== -1, "a stored key's text has an end");
  return end;
}

function readText(escaped: Buffer): string {
  const utf8 = escaped.includes(END)
    ? Buffer.from(escaped.filter((byte, at) => !(byte === ESCAPED && escaped[at - 1] === END)))
    : escaped;
  const text = utf8.toString("utf8");
  // U+FFFD is either itself or what became of a lone surrogate.
  return text.includes("\uFFFD") ? readIllFormed(utf8) : text;
}

function readIllFormed(bytes: Buffer): string {
  let text = "";
  let from = 0;
  for (let at = 0; at < bytes.length; at++) {
    const second = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xed || second < 0xa0) continue;
    const code = 0xd000 | ((second & 0x3f) << 6) | ((bytes[at + 2] ?? 0) & 0x3f);
    text += bytes.toString("utf8", from, at) + String.fromCharCode(code);
    from = at + 3;
  }
  return text + bytes.toString("utf8", from);
}
