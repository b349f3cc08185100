import fc from "fast-check";
import { expect, test } from "vitest";
import { decimalFromJsonNumber, decimalFromText, decimalToText } from "./decimal.ts";

test.each([
  ["0", "0"],
  ["-0", "0"],
  ["1.50", "1.5"],
  ["0.000000001", "0.000000001"],
  ["0.0000000019", "0.000000001"],
  ["-0.0000000019", "-0.000000001"],
  ["1e3", "1000"],
  ["1.25E-3", "0.00125"],
  ["12345e-7", "0.0012345"],
  ["1e-400", "0"],
  ["999999999999999999.999999999", "999999999999999999.999999999"],
  ["1e17", "100000000000000000"],
])("the JSON number %s is %s", (token, text) => {
  const value = decimalFromJsonNumber(token);
  expect(value === null ? null : decimalToText(value)).toBe(text);
});

test.each(["1e18", "1000000000000000000", "1e999", "NaN", "", "0x10", "+1"])("%s is no number", (token) => {
  expect(decimalFromJsonNumber(token)).toBeNull();
});

test.each([" 12", "1e3", "1.0000000001", ".5", "5.", "١"])("the text %j is no number", (text) => {
  expect(decimalFromText(text)).toBeNull();
});

test("canonical text reads back as the same value", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 27n) + 1n, max: 10n ** 27n - 1n }), (value) => {
      expect(decimalFromText(decimalToText(value))).toBe(value);
    }),
  );
});

test("a double's own text reads as the number it shows", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 6 }), (whole, places) => {
      const value = whole / 10 ** places;
      const decimal = decimalFromJsonNumber(JSON.stringify(value));
      expect(Number(decimalToText(decimal ?? 1n))).toBe(value === 0 ? 0 : value);
    }),
  );
});
