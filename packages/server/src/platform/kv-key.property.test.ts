import fc from "fast-check";
import { expect, test } from "vitest";
import type { Key, Table } from "./kv.ts";
import { decodeKey, encodeKey, MAX_KEY_BYTES } from "./kv-key.ts";

const TABLE: Table<unknown> = { name: "keys", version: 3 };
const settings = {
  numRuns: Number(process.env["HABITUS_RUNS"] ?? 300),
  ...(process.env["HABITUS_SEED"] === undefined ? {} : { seed: Number(process.env["HABITUS_SEED"]) }),
};

const element = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer(),
  fc.string({ unit: "binary", maxLength: 20 }),
  // Every code unit, lone surrogates and zeros included.
  fc
    .array(fc.constantFrom("\u0000", "\u0001", "a", "ÿ", "\ud83d", "\ude00", "\ufffd", "\uffff"), {
      maxLength: 6,
    })
    .map((units) => units.join("")),
);
const key = fc.array(element, { maxLength: 5 });

const codePoints = (text: string): readonly number[] =>
  Array.from(text, (character) => character.codePointAt(0) ?? 0);

function compareLists<T>(a: readonly T[], b: readonly T[], compare: (x: T, y: T) => number): number {
  for (const [place, left] of a.entries()) {
    const right = b[place];
    if (right === undefined) return 1;
    const order = compare(left, right);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareElements(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a === b ? 0 : a < b ? -1 : 1;
  if (typeof a === "string" && typeof b === "string")
    return compareLists(codePoints(a), codePoints(b), (x, y) => x - y);
  return typeof a === "number" ? -1 : 1;
}

test("what is written is read back, except that there is one zero", () => {
  fc.assert(
    fc.property(key, (elements) => {
      const zeroed = elements.map((value) => (value === 0 ? 0 : value));
      expect(decodeKey(TABLE, encodeKey(TABLE, elements))).toEqual(zeroed);
    }),
    settings,
  );
});

test("bytes sort as elements do", () => {
  fc.assert(
    fc.property(key, key, (a: Key, b: Key) => {
      const bytes = Buffer.compare(encodeKey(TABLE, a), encodeKey(TABLE, b));
      expect(Math.sign(bytes)).toBe(Math.sign(compareLists(a, b, compareElements)));
    }),
    settings,
  );
});

test("keys up to the limit are kept, longer ones refused", () => {
  const room = MAX_KEY_BYTES - encodeKey(TABLE, [""]).length;
  expect(encodeKey(TABLE, ["x".repeat(room)])).toHaveLength(MAX_KEY_BYTES);
  expect(() => encodeKey(TABLE, ["x".repeat(room + 1)])).toThrow("longer");
  expect(() => encodeKey(TABLE, ["\u0000".repeat(MAX_KEY_BYTES)])).toThrow("longer");
  expect(() => encodeKey(TABLE, ["\uffff".repeat(MAX_KEY_BYTES)])).toThrow("longer");
  expect(() => encodeKey(TABLE, ["x".repeat(1_000_000)])).toThrow("longer");
});
