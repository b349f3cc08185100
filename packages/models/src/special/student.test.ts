import { expect, test } from "vitest";
import { studentQuantile, studentTail } from "./student.ts";

test("quantiles of Student's t, as tables print them", () => {
  for (const [freedom, tail, t] of [
    [1, 0.025, 12.706],
    [2, 0.05, 2.92],
    [4, 0.025, 2.776],
    [10, 0.025, 2.228],
    [10, 0.0005, 4.587],
    [30, 0.01, 2.457],
    [120, 0.025, 1.98],
  ] as const) {
    expect(studentQuantile(tail, freedom)).toBeCloseTo(t, 3);
    expect(studentQuantile(1 - tail, freedom)).toBeCloseTo(-t, 3);
  }
});

test("tails that have a closed form, also far out", () => {
  for (const t of [0, 0.3, 1, 2.5, 40, 3_000]) {
    expect(studentTail(t, 1) / (Math.atan2(1, t) / Math.PI)).toBeCloseTo(1, 11);
    // 1/2 - t / (2 √(2 + t²)), written so that nothing cancels.
    const root = Math.sqrt(2 + t * t);
    expect(studentTail(t, 2) / (1 / (root * (root + t)))).toBeCloseTo(1, 11);
    expect(studentTail(-t, 2)).toBeCloseTo(1 - studentTail(t, 2), 14);
  }
  expect(studentTail(Number.POSITIVE_INFINITY, 5)).toBe(0);
});
