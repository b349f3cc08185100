import type { PropertyCondition } from "@habitus/segments";
import { expect, it } from "vitest";
import { carryOver } from "./carry-over.ts";
import { literalText, readLiteral } from "./literal-text.ts";
import { COMPARISONS } from "./specs/comparisons.ts";
import type { AnyRecord, AnySpec } from "./specs/spec.ts";
import { WINDOWS } from "./specs/windows.ts";
import { negate, saidOf, withGroup, withOneMore, withPart } from "./where-tree.ts";

const test = (name: string): PropertyCondition => ({
  kind: "property",
  path: [name],
  test: { op: "exists" },
});
const [a, b, c] = [test("a"), test("b"), test("c")];

it("tells what is said from how often not is said", () => {
  expect(saidOf(negate(a, 3))).toEqual({ positive: a, nots: 3 });
  expect(saidOf(a)).toEqual({ positive: a, nots: 0 });
});

it("loses the joining word with the second last test, and itself with the last", () => {
  const both = { kind: "and", of: [a, b] } as const;
  expect(withPart(both, 0, undefined)).toBe(b);
  expect(withPart(both, 0, c)).toEqual({ kind: "and", of: [c, b] });
  expect(withPart({ kind: "or", of: [a] }, 0, undefined)).toBeUndefined();
});

it("grows by one test or by two of which one is enough", () => {
  expect(withOneMore(a)).toMatchObject({ kind: "and", of: [a, { kind: "property" }] });
  expect(withOneMore({ kind: "or", of: [a, b] })).toMatchObject({ kind: "or", of: [a, b, {}] });
  expect(withGroup(a)).toMatchObject({ kind: "and", of: [a, { kind: "or" }] });
  expect(withGroup({ kind: "or", of: [a, b] })).toMatchObject({ kind: "or", of: [a, b, { kind: "and" }] });
});

it("keeps what fits when another form is chosen", () => {
  const spec = (of: unknown) => of as AnySpec;
  const is = { op: "is", value: { kind: "text", value: "GB" }, ignoreCase: true };
  expect(carryOver(spec(COMPARISONS.contains), is)).toEqual({ ...is, op: "contains" });
  expect(carryOver(spec(COMPARISONS[">"]), is)).toEqual({ op: ">", value: { kind: "number", value: "0" } });
  const last: AnyRecord = { kind: "last", amount: 12, unit: "hour" };
  expect(carryOver(spec(WINDOWS.older), last)).toEqual({ kind: "older", amount: 12, unit: "hour" });
  // A calendar has no hours.
  expect(carryOver(spec(WINDOWS.this), last)).toEqual({ kind: "this", unit: "month" });
});

it("reads a typed value as the kind that is asked for", () => {
  expect(readLiteral("30%", "number")).toEqual({ kind: "number", value: "30" });
  expect(readLiteral("10.50", "percent")).toEqual({ kind: "percent", value: "10.50" });
  expect(readLiteral("soon", "date")).toEqual({ kind: "date", value: "" });
  expect(literalText({ kind: "percent", value: "5" })).toBe("5%");
  expect(literalText({ kind: "boolean", value: false })).toBe("false");
});
