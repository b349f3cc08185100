import { expect, test } from "vitest";
import { Pace } from "./pace.ts";

const limits = { tickMs: 10, fewest: 100, most: 5_000, first: 1_000 };

test("a tick fires what takes about as long as it may, within bounds", () => {
  const pace = new Pace(limits);
  const after = (count: number, ms: number): number => {
    for (let time = 0; time < 20; time++) pace.fired(count, ms);
    return pace.share;
  };
  expect(pace.share).toBe(1_000);
  expect(after(1_000, 50)).toBe(200);
  expect(after(200, 1)).toBe(2_000);
  expect(after(2_000, 0)).toBe(5_000);
  expect(after(1_000, 60_000)).toBe(100);
});

test("one that was slow by chance halves the share at most, and few say nothing", () => {
  const pace = new Pace(limits);
  pace.fired(1_000, 100_000);
  expect(pace.share).toBe(500);
  pace.fired(99, 0);
  expect(pace.share).toBe(500);
});
