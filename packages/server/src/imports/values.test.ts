import { ExactNumber } from "@habitus/kernel";
import { describe, expect, test } from "vitest";
import { valueReader } from "./cell-values.ts";
import type { Cell } from "./row.ts";
import { compileTime } from "./time-format.ts";

function value(
  type: "number" | "money" | "boolean" | "list" | "json",
  cell: Cell,
  decimal: "." | "," = ".",
): string {
  const read = valueReader({ type, decimal })(cell);
  return read.kind === "json" ? read.text : `! ${read.why}`;
}

describe("numbers keep every digit", () => {
  test.each([
    ["12", "12"],
    [" -0012.50 ", "-12.50"],
    ["+7", "7"],
    [".5", "0.5"],
    ["1,234,567.89", "1234567.89"],
    ["1 234", "1234"],
    ["12345678901234567890.123456789", "12345678901234567890.123456789"],
    ["1.5e-7", "1.5e-7"],
  ])("%j", (text, token) => expect(value("number", text)).toBe(token));

  test.each([
    ["1.234.567,89", "1234567.89"],
    ["12,5", "12.5"],
    ["1.234", "1234"],
    ["12", "12"],
  ])("with a decimal comma: %j", (text, token) => expect(value("number", text, ",")).toBe(token));

  test.each(["", "1,2,3", "12,34.5", "1.2.3", "five", "1e", "--1", "0x10", "Infinity", "."])(
    "%j is none",
    (text) => expect(value("number", text)).toMatch(/^! .* is no number$/),
  );

  test("of files that hold numbers", () => {
    expect(value("number", new ExactNumber("12345678901234567890"))).toBe("12345678901234567890");
    expect(value("number", 1.5)).toBe("1.5");
    expect(value("number", true)).toMatch(/^!/);
  });
});

test.each([
  ["£1,234.50", ".", "1234.50"],
  ["1.234,50 €", ",", "1234.50"],
  ["EUR -3.10", ".", "-3.10"],
  ["-$3.10", ".", "-3.10"],
  ["(12.00)", ".", "-12.00"],
  ["12 zł", ".", "12"],
] as const)("money %j", (text, decimal, token) => expect(value("money", text, decimal)).toBe(token));

test("a long run of white space inside a cell is passed over once", () => {
  const padded = `1${" ".repeat(400_000)}1`;
  expect(value("money", padded, ".")).toMatch(/^!/);
  expect(compileTime({ format: "iso", zone: "UTC" })(padded)).toBeNull();
});

test("words, lists and JSON", () => {
  expect(["Yes", "0", "TRUE", "maybe"].map((word) => value("boolean", word))).toEqual([
    "true",
    "false",
    "true",
    '! "maybe" is no yes or no',
  ]);
  expect(value("list", " a | b||c ")).toBe('["a","b","c"]');
  expect(value("list", ["a", 1])).toBe('["a",1]');
  expect(value("json", ' {"a": 1.000} ')).toBe('{"a": 1.000}');
  expect(value("json", "{")).toMatch(/^!/);
  expect(value("json", { a: new ExactNumber("1.00000000000000000001") })).toBe(
    '{"a":1.00000000000000000001}',
  );
});

describe("times", () => {
  test.each([
    ["iso", "UTC", "2026-02-01", "2026-02-01T00:00:00.000Z"],
    ["iso", "UTC", "2026-02-01 10:00:00 UTC", "2026-02-01 10:00:00Z"],
    ["iso", "Europe/Berlin", "2026-02-01T10:00:00", "2026-02-01T10:00:00.000+01:00"],
    ["iso", "Europe/Berlin", "2026-07-01T10:00:00", "2026-07-01T10:00:00.000+02:00"],
    ["iso", "Europe/Berlin", "2026-07-01T10:00:00-05:00", "2026-07-01T10:00:00-05:00"],
    ["iso", "Asia/Kolkata", 1767225600, "2026-01-01T00:00:00.000Z"],
    ["iso", "UTC", "1767225600000", "2026-01-01T00:00:00.000Z"],
    ["seconds", "UTC", "1767225600.5", "2026-01-01T00:00:00.500Z"],
    ["milliseconds", "UTC", 1767225600001, "2026-01-01T00:00:00.001Z"],
    ["microseconds", "UTC", "1767225600000001", "2026-01-01T00:00:00.000Z"],
    ["DD.MM.YYYY HH:mm", "UTC", "01.02.2026 09:05", "2026-02-01T09:05:00.000Z"],
    ["D/M/YY", "UTC", "1/2/69", "2069-02-01T00:00:00.000Z"],
    ["M/D/YYYY h:mm A", "America/New_York", "2/1/2026 12:05 a.m.", "2026-02-01T00:05:00.000-05:00"],
    ["D MMM YYYY", "UTC", "1 September 2026", "2026-09-01T00:00:00.000Z"],
    // The gap of the clocks going forward ends at three; an hour that comes twice is the first.
    ["iso", "Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T01:00:00.000Z"],
    ["iso", "Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T02:30:00.000+02:00"],
  ] as const)("%s in %s: %j", (format, zone, cell, iso) => {
    expect(compileTime({ format, zone })(cell)).toBe(iso);
  });

  test.each([
    ["iso", "soon"],
    ["DD.MM.YYYY", "31.02.2026"],
    ["DD.MM.YYYY", "1.2.2026"],
    ["D/M/YYYY H:mm", "1/2/2026 24:01"],
    ["milliseconds", "12:30"],
  ])("%s: %j is none", (format, cell) => expect(compileTime({ format, zone: "UTC" })(cell)).toBeNull());
});
