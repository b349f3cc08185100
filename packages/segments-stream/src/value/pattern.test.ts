import type { CodeRanges, Pattern } from "@habitus/segments";
import { expect, test } from "vitest";
import { compilePattern } from "./pattern.ts";

const A: Pattern = { kind: "one", of: [[0x61, 0x61]] };
const ANY: CodeRanges = [[0, 0x10ffff]];

test("a long text costs no more than its length, however many ways there are to read it", () => {
  const many: Pattern = {
    kind: "repeat",
    of: { kind: "repeat", of: A, least: 1, most: null },
    least: 1,
    most: null,
  };
  const isFoundIn = compilePattern({ kind: "all", of: [{ kind: "start" }, many, { kind: "end" }] });
  expect(isFoundIn("a".repeat(100_000))).toBe(true);
  expect(isFoundIn(`${"a".repeat(100_000)}!`)).toBe(false);
});

test("what is remembered is bounded, and forgetting changes nothing", () => {
  // The thirteenth character from the end is an a: as many standings as there are sets of places.
  const before: Pattern = { kind: "repeat", of: { kind: "one", of: ANY }, least: 12, most: 12 };
  const isFoundIn = compilePattern({ kind: "all", of: [A, before, { kind: "end" }] });
  let seed = 1;
  const text = Array.from({ length: 30_000 }, () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % 2 === 0 ? "a" : "b";
  }).join("");
  for (const length of [12, 13, 5_000, 29_999, 30_000]) {
    expect(isFoundIn(text.slice(0, length))).toBe(text[length - 13] === "a");
  }
});

test("the ends of an empty text are in one place", () => {
  const ends: Pattern = { kind: "all", of: [{ kind: "end" }, { kind: "start" }] };
  expect(compilePattern(ends)("")).toBe(true);
  expect(compilePattern(ends)("x")).toBe(false);
});
