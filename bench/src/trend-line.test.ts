import { seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import { slopeOf } from "./trend-line.ts";

test("the slope of a line is found, and that of noise is nothing", () => {
  const random = seededRandom(1);
  const samples = (slope: number, noise: number) =>
    Array.from({ length: 600 }, (_, at) => ({ at, value: 5 + slope * at + noise * (random.next() - 0.5) }));
  expect(slopeOf(samples(0.5, 0))).toMatchObject({
    value: expect.closeTo(0.5, 9),
    margin: expect.closeTo(0, 9),
  });
  const line = slopeOf(samples(0.5, 10));
  expect(Math.abs(line.value - 0.5)).toBeLessThan(line.margin);
  const flat = slopeOf(samples(0, 10));
  expect(Math.abs(flat.value)).toBeLessThan(flat.margin);
  expect(line.margin).toBeLessThan(0.05);
});

test("of too few samples nothing is told", () => {
  expect(slopeOf([{ at: 1, value: 1 }]).value).toBeNaN();
});
