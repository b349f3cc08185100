import { expect, test } from "vitest";
import { median, percentile, spread, tail } from "./report.ts";

test("the median of an odd number of samples is the middle one, of an even number the mean of two", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test("percentiles take the nearest rank", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile(hundred, 0.99)).toBe(99);
  expect(percentile(hundred, 0)).toBe(1);
  expect(percentile(hundred, 1)).toBe(100);
  expect(percentile([], 0.5)).toBeNaN();
});

test("a spread holds what a row needs", () => {
  expect(spread([5, 1, 9])).toEqual({ value: 5, p50: 5, p99: 9 });
});

test("a tail is judged by its 99th percentile", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(tail(hundred)).toEqual({ value: 99, p50: 50, p99: 99 });
});
