import { assert } from "@habitus/kernel";

/**
 * An id with its place in the log as seven 32-bit words, the form in memory and on disk (little-endian):
 * four words of the mixed hash, the offset's upper and lower half, the index. Offsets count from 1, so an offset of 0
 * marks an empty slot.
 */
export const WORDS = 7;
export const ENTRY_BYTES = WORDS * 4;

/** Secret of this installation, made once: without it the order of ids in tables and files can be chosen from outside. */
export type Secret = readonly [number, number];

const HIGH = 2 ** 32;

const finalMix = (value: number): number => {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
};

const mixThree = (a: number, b: number, c: number, secret: number): number =>
  finalMix(finalMix(finalMix(a ^ secret) ^ b) ^ c);

const NOT_A_DIGIT = 255;
const DIGIT = new Uint8Array(128).fill(NOT_A_DIGIT);
for (let value = 0; value < 16; value++) DIGIT[value.toString(16).charCodeAt(0)] = value;

function readWord(hex: string, from: number): number {
  let word = 0;
  for (let at = from; at < from + 8; at++) {
    const digit = DIGIT[hex.charCodeAt(at)] ?? NOT_A_DIGIT;
    assert(digit !== NOT_A_DIGIT, "an id hash is 32 lower-case hex digits");
    word = (word << 4) | digit;
  }
  return word >>> 0;
}

/**
 * Writes an entry. The hash is mixed so that words 0 and 3, by which ids are put into places, cannot be chosen by who
 * chooses the id; different hashes stay different.
 */
export function writeEntry(
  to: Uint32Array,
  at: number,
  claim: { readonly idHash: string; readonly offset: number; readonly index: number },
  secret: Secret,
): void {
  const { idHash, offset } = claim;
  assert(idHash.length === 32, "an id hash is 32 lower-case hex digits");
  const a = readWord(idHash, 0);
  const b = readWord(idHash, 8);
  const c = readWord(idHash, 16);
  const d = (readWord(idHash, 24) ^ mixThree(a, b, c, secret[0])) >>> 0;
  to[at] = a ^ mixThree(b, c, d, secret[1]);
  to[at + 1] = b;
  to[at + 2] = c;
  to[at + 3] = d;
  to[at + 4] = Math.floor(offset / HIGH);
  to[at + 5] = offset % HIGH;
  to[at + 6] = claim.index;
}

export function sameId(a: Uint32Array, at: number, b: Uint32Array, bAt: number): boolean {
  return a[at] === b[bAt] && a[at + 1] === b[bAt + 1] && a[at + 2] === b[bAt + 2] && a[at + 3] === b[bAt + 3];
}

export function samePlace(a: Uint32Array, at: number, b: Uint32Array, bAt: number): boolean {
  return a[at + 4] === b[bAt + 4] && a[at + 5] === b[bAt + 5] && a[at + 6] === b[bAt + 6];
}

export function isEmpty(words: Uint32Array, at: number): boolean {
  return words[at + 4] === 0 && words[at + 5] === 0;
}

/** The words of stored bytes, copied if they do not lie on a word's boundary. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

export function bytesOf(words: Uint32Array): Buffer {
  return Buffer.from(words.buffer, words.byteOffset, words.byteLength);
}
