import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { CodeRanges, Pattern } from "@habitus/segments";
import { expect, test } from "vitest";
import { compilePattern } from "./pattern.ts";

const A: Pattern = { kind: "one", of: [[0x61, 0x61]] };
const ANY: CodeRanges = [[0, 0x10ffff]];

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

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

test("what is forgotten is let go, also where every search begins", () => {
  const between: Pattern = { kind: "repeat", of: { kind: "one", of: [[0x61, 0x62]] }, least: 60, most: 60 };
  const c: Pattern = { kind: "one", of: [[0x63, 0x63]] };
  const isFoundIn = compilePattern({ kind: "all", of: [A, between, c] });
  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const search = (): number => {
    for (let times = 0; times < 4_000; times++) {
      isFoundIn(Array.from({ length: 40 }, () => String.fromCharCode(0x61 + random(3))).join(""));
    }
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const before = search();
  search();
  search();
  expect(search() - before).toBeLessThan(1_000_000);
});

test("the ends of an empty text are in one place", () => {
  const ends: Pattern = { kind: "all", of: [{ kind: "end" }, { kind: "start" }] };
  expect(compilePattern(ends)("")).toBe(true);
  expect(compilePattern(ends)("x")).toBe(false);
});
