import { assert, type Instant } from "@habitus/kernel";

/**
 * What is kept of a person besides the state itself, version 1: byte 1; when the state is next due, a little-endian double;
 * then for each segment the person was ever in its number and the count of its transitions, as LEB128.
 */
export type Header = { readonly due: Instant; readonly counters: Counters };

/** Pairs of a segment's number and the count of the person's transitions, one after the other. */
export type Counters = number[];

const VERSION = 1;
const DUE_BYTES = 8;

export function counterOf(counters: Counters, segment: number): number {
  for (let place = 0; place < counters.length; place += 2) {
    if (counters[place] === segment) return counters[place + 1] ?? 0;
  }
  return 0;
}

export function setCounter(counters: Counters, segment: number, value: number): void {
  for (let place = 0; place < counters.length; place += 2) {
    if (counters[place] !== segment) continue;
    counters[place + 1] = value;
    return;
  }
  counters.push(segment, value);
}

export function encodeHeader({ due, counters }: Header): Uint8Array {
  const length = counters.reduce((sum, number) => sum + countBytes(number), 1 + DUE_BYTES);
  const bytes = newRow(length);
  let at = setDue(bytes, 1, due);
  for (const number of counters) at = setCount(bytes, at, number);
  return bytes;
}

export function decodeHeader(bytes: Uint8Array): Header {
  assert(bytes[0] === VERSION, "a person's header has a version this program knows");
  const due = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(1, true);
  const counters: Counters = [];
  const at = { place: 1 + DUE_BYTES };
  while (at.place < bytes.length) counters.push(readCount(bytes, at));
  return { due, counters };
}

/**
 * What builds have kept of a person, version 1: byte 1; then for each the build's number and the length of its state as
 * LEB128, when it is due, and the state.
 */
export type BuildPart = { readonly build: number; readonly due: Instant; readonly state: Uint8Array };

export function encodeParts(parts: readonly BuildPart[]): Uint8Array {
  let length = 1;
  for (const { build, state } of parts) {
    length += countBytes(build) + countBytes(state.length) + DUE_BYTES + state.length;
  }
  const bytes = newRow(length);
  let at = 1;
  for (const { build, due, state } of parts) {
    at = setDue(bytes, setCount(bytes, setCount(bytes, at, build), state.length), due);
    bytes.set(state, at);
    at += state.length;
  }
  return bytes;
}

export function decodeParts(bytes: Uint8Array): readonly BuildPart[] {
  assert(bytes[0] === VERSION, "a person's builds have a version this program knows");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: BuildPart[] = [];
  const at = { place: 1 };
  while (at.place < bytes.length) {
    const build = readCount(bytes, at);
    const length = readCount(bytes, at);
    const due = view.getFloat64(at.place, true);
    const from = at.place + DUE_BYTES;
    at.place = from + length;
    parts.push({ build, due, state: bytes.subarray(from, at.place) });
  }
  return parts;
}

function newRow(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes[0] = VERSION;
  return bytes;
}

const dueBytes = new Uint8Array(DUE_BYTES);
const dueView = new DataView(dueBytes.buffer);

/** These answer where the next byte belongs. */
function setDue(bytes: Uint8Array, at: number, due: Instant): number {
  dueView.setFloat64(0, due, true);
  bytes.set(dueBytes, at);
  return at + DUE_BYTES;
}

function setCount(bytes: Uint8Array, at: number, value: number): number {
  let to = at;
  let rest = value;
  while (rest >= 0x80) {
    bytes[to++] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
  }
  bytes[to++] = rest;
  return to;
}

function countBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++;
  return bytes;
}

function readCount(bytes: Uint8Array, at: { place: number }): number {
  let value = 0;
  for (let scale = 1; ; scale *= 0x80) {
    const byte = bytes[at.place++] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
}
