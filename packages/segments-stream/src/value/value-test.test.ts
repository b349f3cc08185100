import { ExactNumber, type JsonValue } from "@habitus/kernel";
import type { ValueTest } from "@habitus/segments";
import { expect, test } from "vitest";
import { at } from "../../test/builders.ts";
import { compileFilter } from "./filter.ts";
import { simpleLowerCase } from "./value-test.ts";

function holds(of: ValueTest, value: JsonValue): boolean {
  return compileFilter({ kind: "test", path: ["a", "b"], test: of })({ a: { b: value } }, null);
}

const number = (op: "=" | "<" | ">", value: string): ValueTest => ({ kind: "number", op, value });
const text = (
  op: "is" | "contains" | "starts with" | "ends with",
  value: string,
  ignoreCase = false,
): ValueTest => ({
  kind: "text",
  op,
  value,
  ignoreCase,
});

test("absent values fail every test", () => {
  for (const of of [{ kind: "exists" } as const, number("<", "1"), text("contains", "")]) {
    expect(holds(of, null)).toBe(false);
    expect(holds(of, "")).toBe(false);
    expect(compileFilter({ kind: "test", path: ["a", "c"], test: of })({ a: {} }, null)).toBe(false);
    expect(compileFilter({ kind: "test", path: ["a", "0"], test: of })({ a: ["x"] }, null)).toBe(false);
    expect(compileFilter({ kind: "test", path: ["toString"], test: of })({}, null)).toBe(false);
  }
});

test("numbers: JSON numbers and number text, exactly", () => {
  expect(holds(number("=", "0.1"), 0.1)).toBe(true);
  expect(holds(number("=", "10"), "10.0")).toBe(true);
  expect(holds(number("=", "123456789012345678"), new ExactNumber("123456789012345678"))).toBe(true);
  expect(holds(number("<", "5"), new ExactNumber("-1234567890123456789"))).toBe(false);
  for (const value of ["1e3", " 1", "+1", true, [1], { n: 1 }])
    expect(holds(number(">", "0"), value)).toBe(false);
});

test("text: numbers and booleans have a text form, lists and objects have none", () => {
  expect(holds(text("is", "1.5"), 1.5)).toBe(true);
  expect(holds(text("is", "1.50"), "1.50")).toBe(true);
  expect(holds(text("is", "true"), true)).toBe(true);
  expect(holds(text("contains", ","), ["a,b"])).toBe(false);
  expect(holds(text("starts with", "ÄB"), "äbc")).toBe(false);
  expect(holds(text("starts with", "ÄB", true), "äbc")).toBe(true);
  expect(holds(text("ends with", "c"), "abc")).toBe(true);
});

test("booleans are only themselves", () => {
  expect(holds({ kind: "boolean", value: true }, true)).toBe(true);
  expect(holds({ kind: "boolean", value: true }, "true")).toBe(false);
  expect(holds({ kind: "boolean", value: false }, 0)).toBe(false);
});

test("times: ISO text, epoch seconds below 1e11, else milliseconds", () => {
  const day = at("2026-01-02T00:00:00Z");
  const same: ValueTest = { kind: "time", op: "=", at: day };
  for (const value of [
    "2026-01-02",
    "2026-01-02T02:00:00+02:00",
    day,
    day / 1_000,
    String(day / 1_000),
    day + 0.9,
  ]) {
    expect(holds(same, value)).toBe(true);
  }
  expect(holds({ kind: "time", op: "=", at: -1_234 }, -1.2349)).toBe(true);
  for (const value of ["tomorrow", true, 1e15])
    expect(holds({ kind: "time", op: ">", at: 0 }, value)).toBe(false);
});

test("one of several", () => {
  const of: ValueTest = {
    kind: "any",
    of: [
      { kind: "number", op: "=", value: "1" },
      { kind: "boolean", value: true },
    ],
  };
  expect([1, true, "1", 2].map((value) => holds(of, value))).toEqual([true, true, true, false]);
});

test("lower case goes code point by code point", () => {
  expect(simpleLowerCase("İSTANBUL ΟΔΟΣ 𐐀")).toBe("istanbul οδοσ 𐐨");
});
