import { expect, test } from "vitest";
import { decimalFromText, decimalToText } from "./decimal.ts";
import { must } from "./errors.ts";
import { exchanged, rateText, readRate } from "./exchange-rate.ts";

const converted = (amount: string, rate: string): string | null => {
  const made = exchanged(
    must(decimalFromText(amount), "is an amount"),
    must(readRate(rate), `${rate} is a rate`),
  );
  return made === null ? null : decimalToText(made);
};

test.each([
  ["100", "0.92", "92"],
  ["-12.5", "1.1", "-13.75"],
  ["0.1", "0.1", "0.01"],
  ["3000000", "0.000034125678901", "102.377036703"],
  // Halves go away from zero, at the ninth decimal.
  ["0.000000001", "0.5", "0.000000001"],
  ["-0.000000001", "0.5", "-0.000000001"],
  ["0.000000001", "0.499999999999999", "0"],
  ["123456789012345678.123456789", "1", "123456789012345678.123456789"],
  ["999999999999999999", "2", null],
])("%s at %s is %s", (amount, rate, expected) => {
  expect(converted(amount, rate)).toBe(expected);
});

test.each(["0", "0.000", "-1", "1e3", "", "1.", ".5", "1,5", "1234567890", `0.${"1".repeat(16)}`])(
  "%j is no rate",
  (text) => {
    expect(readRate(text)).toBeNull();
  },
);

test("a rate is kept without zeros that say nothing", () => {
  expect(["01.50", "0.000034", "12.000", "7"].map(rateText)).toEqual(["1.5", "0.000034", "12", "7"]);
});
