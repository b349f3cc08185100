import { decimalFromJsonNumber } from "@habitus/kernel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decimalOfDouble } from "./json-value.ts";

const seed = Number(process.env["HABITUS_SEED"] ?? 20_261_122);
const numRuns = Number(process.env["HABITUS_RUNS"] ?? 5_000);

/** Numbers as people write them, and any bits. */
const double = fc.oneof(
  fc
    .tuple(fc.maxSafeInteger(), fc.integer({ min: 0, max: 17 }))
    .map(([whole, digits]) => whole / 10 ** digits),
  fc.tuple(fc.integer(), fc.integer({ min: 0, max: 9 })).map(([whole, digits]) => whole / 10 ** digits),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -1e10, max: 1e10, noNaN: true }),
);

test("a double is the decimal that its own text shows", () => {
  const property = fc.property(double, (value) => {
    expect(decimalOfDouble(value)).toBe(decimalFromJsonNumber(String(value)));
  });
  fc.assert(property, { seed, numRuns });
});

test.each([0, -0, 0.1 + 0.2, 1e-7, 1e15, 1e15 + 0.5, 1e16, 123_456_789.123456, -19.99, 5e-324, 1.7e308])(
  "%d too",
  (value) => {
    expect(decimalOfDouble(value)).toBe(decimalFromJsonNumber(String(value)));
  },
);
