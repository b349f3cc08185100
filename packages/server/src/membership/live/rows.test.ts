import { expect, test } from "vitest";
import {
  counterOf,
  type Counters,
  decodeHeader,
  decodeParts,
  encodeHeader,
  encodeParts,
  setCounter,
} from "./rows.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));

/** As version 1 was written; it is read for ever. */
const HEADER = "01000000000000f07f0103ac02b960";
const PARTS = "0107030000000000000040010203c801010000000000001840ff";

test("the stored form of a person's header is pinned and read back", () => {
  const header = { due: Number.POSITIVE_INFINITY, counters: [1, 3, 300, 12_345] };
  expect(hex(encodeHeader(header))).toBe(HEADER);
  expect(decodeHeader(bytes(HEADER))).toEqual(header);
});

test("the stored form of a person's builds is pinned and read back", () => {
  const parts = [
    { build: 7, due: 2, state: Uint8Array.of(1, 2, 3) },
    { build: 200, due: 6, state: Uint8Array.of(255) },
  ];
  expect(hex(encodeParts(parts))).toBe(PARTS);
  expect(decodeParts(bytes(PARTS))).toEqual(parts);
});

test("a counter is 0 until it is set", () => {
  const counters: Counters = [];
  setCounter(counters, 5, 1);
  setCounter(counters, 6, 4);
  setCounter(counters, 5, 2);
  expect([counterOf(counters, 5), counterOf(counters, 6), counterOf(counters, 7)]).toEqual([2, 4, 0]);
});
