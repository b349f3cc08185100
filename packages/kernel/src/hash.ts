/** A 128-bit hash as four unsigned 32-bit words, most significant first. */
export type Hash128 = readonly [number, number, number, number];

const rotl = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

const finalMix = (value: number): number => {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
};

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

const encoder = new TextEncoder();
/** Most ids are short: they are written down here and not each in memory of its own. */
const SCRATCH = new Uint8Array(1_024);

/** Good until the next call. */
function bytesOf(text: string): Uint8Array {
  // UTF-8 takes three bytes for a unit of UTF-16 at the most.
  if (3 * text.length > SCRATCH.length) return encoder.encode(text);
  return SCRATCH.subarray(0, encoder.encodeInto(text, SCRATCH).written);
}

/**
 * MurmurHash3 x86 128-bit (Austin Appleby, public domain reference, seed 0) of the text's UTF-8 bytes.
 * Not cryptographic: it orders events of one instant and names ids, it protects nothing.
 */
export function hash128(text: string): Hash128 {
  const bytes = bytesOf(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let h1 = 0;
  let h2 = 0;
  let h3 = 0;
  let h4 = 0;
  const blocks = bytes.length >>> 4;
  for (let block = 0; block < blocks; block++) {
    const at = block << 4;
    h1 ^= Math.imul(rotl(Math.imul(view.getInt32(at, true), C1), 15), C2);
    h1 = (Math.imul(rotl(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
    h2 ^= Math.imul(rotl(Math.imul(view.getInt32(at + 4, true), C2), 16), C3);
    h2 = (Math.imul(rotl(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
    h3 ^= Math.imul(rotl(Math.imul(view.getInt32(at + 8, true), C3), 17), C4);
    h3 = (Math.imul(rotl(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
    h4 ^= Math.imul(rotl(Math.imul(view.getInt32(at + 12, true), C4), 18), C1);
    h4 = (Math.imul(rotl(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
  }
  const [k1, k2, k3, k4] = tailWords(bytes, blocks << 4);
  h1 ^= Math.imul(rotl(Math.imul(k1, C1), 15), C2);
  h2 ^= Math.imul(rotl(Math.imul(k2, C2), 16), C3);
  h3 ^= Math.imul(rotl(Math.imul(k3, C3), 17), C4);
  h4 ^= Math.imul(rotl(Math.imul(k4, C4), 18), C1);
  return finish(h1, h2, h3, h4, bytes.length);
}

function tailWords(bytes: Uint8Array, from: number): readonly [number, number, number, number] {
  const words: [number, number, number, number] = [0, 0, 0, 0];
  for (let at = from; at < bytes.length; at++) {
    const word = ((at - from) >>> 2) as 0 | 1 | 2 | 3;
    words[word] |= (bytes[at] ?? 0) << (((at - from) & 3) << 3);
  }
  return words;
}

function finish(a: number, b: number, c: number, d: number, length: number): Hash128 {
  let h1 = a ^ length;
  let h2 = b ^ length;
  let h3 = c ^ length;
  let h4 = d ^ length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = (h2 + h1) | 0;
  h3 = (h3 + h1) | 0;
  h4 = (h4 + h1) | 0;
  h1 = finalMix(h1);
  h2 = finalMix(h2);
  h3 = finalMix(h3);
  h4 = finalMix(h4);
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = (h2 + h1) | 0;
  h3 = (h3 + h1) | 0;
  h4 = (h4 + h1) | 0;
  return [h1 >>> 0, h2 >>> 0, h3 >>> 0, h4 >>> 0];
}

const D1 = 0xcc9e2d51;
const D2 = 0x1b873593;

/** MurmurHash3 x86 32-bit (the same reference, seed 0) of the text's UTF-8 bytes: an unsigned number. Not cryptographic. */
export function hash32(text: string): number {
  const bytes = bytesOf(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length & ~3;
  let h = 0;
  for (let at = 0; at < whole; at += 4) {
    h ^= Math.imul(rotl(Math.imul(view.getInt32(at, true), D1), 15), D2);
    h = (Math.imul(rotl(h, 13), 5) + 0xe6546b64) | 0;
  }
  const [tail] = tailWords(bytes, whole);
  h ^= Math.imul(rotl(Math.imul(tail, D1), 15), D2);
  return finalMix(h ^ bytes.length) >>> 0;
}

/** 32 lower-case hex digits; comparing two of them as text compares the hashes as numbers. */
export function hashHex(hash: Hash128): string {
  return wordHex(hash[0]) + wordHex(hash[1]) + wordHex(hash[2]) + wordHex(hash[3]);
}

/** Every event has an id that is told in hex, so bytes are looked up and not converted. */
const BYTE_HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function wordHex(word: number): string {
  return `${BYTE_HEX[word >>> 24]}${BYTE_HEX[(word >>> 16) & 255]}${BYTE_HEX[(word >>> 8) & 255]}${BYTE_HEX[word & 255]}`;
}
