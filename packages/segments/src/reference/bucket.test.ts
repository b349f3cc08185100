import { hash128, hash32, hashHex } from "@habitus/kernel";
import { describe, expect, test } from "vitest";

// What a bucket says is that people are told apart evenly, and by two names independently of each other.

const PEOPLE = 100_000;
const IDS = Array.from({ length: PEOPLE }, (_, at) => hashHex(hash128(`user/customer-${at}`)));

const bucketsBy = (salt: string, of: number): readonly number[] =>
  IDS.map((id) => hash32(`${salt}/${id}`) % of);

/** Pearson's chi-square of how often each cell was met, all being equally likely. */
function chiSquare(cells: readonly number[], kinds: number): number {
  const met = Array.from({ length: kinds }, () => 0);
  for (const cell of cells) met[cell] = (met[cell] ?? 0) + 1;
  const expected = cells.length / kinds;
  return met.reduce((sum, each) => sum + (each - expected) ** 2 / expected, 0);
}

// Of 99 degrees of freedom only one in ten thousand lies above 160 or below 53.
const LEAST = 53;
const MOST = 160;

describe.each(["holdout-2026", "spring", "a", "b", ""])("by %j", (salt) => {
  test("100,000 people fall evenly into 100 buckets", () => {
    const found = chiSquare(bucketsBy(salt, 100), 100);
    expect(found).toBeGreaterThan(LEAST);
    expect(found).toBeLessThan(MOST);
  });
});

test.each([
  ["holdout-2026", "holdout-2027"],
  ["a", "b"],
  ["spring", "spring "],
])("what %j says tells nothing of what %j says", (one, other) => {
  const others = bucketsBy(other, 10);
  const pairs = bucketsBy(one, 10).map((bucket, at) => bucket * 10 + (others[at] ?? 0));
  const found = chiSquare(pairs, 100);
  expect(found).toBeGreaterThan(LEAST);
  expect(found).toBeLessThan(MOST);
});
