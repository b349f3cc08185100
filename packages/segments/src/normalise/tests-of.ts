import { assert, bug, decimalFromText, decimalToText, must, unreachable } from "@habitus/kernel";
import { readPattern } from "../pattern/read-pattern.ts";
import type {
  AgeTest,
  AnyTest,
  MatchesTest,
  NumberTest,
  TextTest,
  TimeTest,
  ValueTest,
} from "../plan/plan.ts";
import type {
  BooleanLiteral,
  DateLiteral,
  DateOp,
  FromEventComparison,
  Literal,
  NumberLiteral,
  TextLiteral,
  ValueComparison,
} from "../tree/definition.ts";
import { DURATION_MS } from "./duration.ts";
import { literalDay } from "./dates.ts";

/** A comparison as tests of one value, joined. */
export type Tests =
  | { readonly kind: "test"; readonly test: ValueTest }
  | { readonly kind: "and" | "or"; readonly of: readonly Tests[] };

export function testsOf(comparison: ValueComparison): Tests {
  switch (comparison.op) {
    case "exists":
      return one({ kind: "exists" });
    case "is":
      return equals(comparison.value, comparison.ignoreCase === true);
    case "in":
      return oneOf(comparison.values, comparison.ignoreCase === true);
    case "contains":
    case "starts with":
    case "ends with":
      return one(textTest(comparison.op, comparison.value.value, comparison.ignoreCase === true));
    case "matches":
      return one(matchesTest(comparison.value.value, comparison.ignoreCase === true));
    case "<":
    case "<=":
    case ">":
    case ">=":
      return one(numberTest(comparison.op, comparison.value));
    case "between":
      return {
        kind: "and",
        of: [one(numberTest(">=", comparison.from)), one(numberTest("<=", comparison.to))],
      };
    case "before":
    case "after":
    case "on or before":
    case "on or after":
      return one(dateTest(comparison.op, comparison.value));
    case "from event":
      return one(ageTest(comparison));
    case "near":
    case "includes":
    case "items":
    case "when":
    case "anniversary":
    case "held":
    case "changed":
      return bug("what is no test of one value is planned elsewhere");
    default:
      return unreachable(comparison);
  }
}

/** Canonical decimal text; a percent is a hundredth. */
export function decimalTextOf({ kind, value }: NumberLiteral): string {
  const decimal = must(decimalFromText(value), "check lets through exact decimals only");
  return decimalToText(kind === "percent" ? decimal / 100n : decimal);
}

/** The text form that values equal to a literal have. */
export function textFormOf(literal: TextLiteral | NumberLiteral | BooleanLiteral): string {
  switch (literal.kind) {
    case "text":
      return literal.value;
    case "boolean":
      return String(literal.value);
    case "number":
    case "percent":
      return decimalTextOf(literal);
    default:
      return unreachable(literal);
  }
}

/** All is whole milliseconds, so more than a length is a millisecond more at least. */
function ageTest({ far, length, side }: FromEventComparison): AgeTest {
  const { amount, unit } = length;
  assert(unit !== "month" && unit !== "year", "check lets through units that have a length");
  const ms = amount * DURATION_MS[unit];
  const [from, to] = far === "within" ? [0, ms] : [ms + 1, null];
  if (side === "before") return { kind: "age", fromMs: from, toMs: to };
  return { kind: "age", fromMs: to === null ? null : 0 - to, toMs: 0 - from };
}

function one(test: ValueTest): Tests {
  return { kind: "test", test };
}

function numberTest(op: NumberTest["op"], literal: NumberLiteral): NumberTest {
  return { kind: "number", op, value: decimalTextOf(literal) };
}

function textTest(op: TextTest["op"], value: string, ignoreCase: boolean): TextTest {
  return { kind: "text", op, value, ignoreCase };
}

function matchesTest(text: string, ignoreCase: boolean): MatchesTest {
  const reading = readPattern(text, ignoreCase);
  assert(reading.kind === "ok", "check lets through known patterns only");
  return { kind: "matches", pattern: reading.pattern, ignoreCase };
}

function equals(literal: Literal, ignoreCase: boolean): Tests {
  switch (literal.kind) {
    case "text":
      return one(textTest("is", literal.value, ignoreCase));
    case "number":
    case "percent":
      return one(numberTest("=", literal));
    case "boolean":
      return one({ kind: "boolean", value: literal.value });
    case "date":
      return onDate(literal);
    default:
      return unreachable(literal);
  }
}

function onDate(literal: DateLiteral): Tests {
  const { from, to } = literalDay(literal.value);
  if (to === null) return one({ kind: "time", op: "=", at: from });
  const within: readonly TimeTest[] = [
    { kind: "time", op: ">=", at: from },
    { kind: "time", op: "<", at: to },
  ];
  return { kind: "and", of: within.map(one) };
}

/** A bare date stands for its day: "after" it begins the next day, "on or before" it ends with it. */
function dateTest(op: DateOp, literal: DateLiteral): TimeTest {
  const { from, to } = literalDay(literal.value);
  switch (op) {
    case "before":
      return { kind: "time", op: "<", at: from };
    case "on or after":
      return { kind: "time", op: ">=", at: from };
    case "after":
      return to === null ? { kind: "time", op: ">", at: from } : { kind: "time", op: ">=", at: to };
    case "on or before":
      return to === null ? { kind: "time", op: "<=", at: from } : { kind: "time", op: "<", at: to };
  }
}

function oneOf(literals: readonly Literal[], ignoreCase: boolean): Tests {
  const each = literals.map((literal) => equals(literal, ignoreCase));
  const single: AnyTest["of"][number][] = [];
  const others: Tests[] = [];
  for (const tests of each) {
    if (tests.kind === "test" && isSingle(tests.test)) single.push(tests.test);
    else others.push(tests);
  }
  const [first, ...rest] = distinct(single);
  if (first !== undefined)
    others.unshift(one(rest.length === 0 ? first : { kind: "any", of: [first, ...rest] }));
  return { kind: "or", of: others };
}

const OTHERS: ReadonlySet<ValueTest["kind"]> = new Set([
  "age",
  "any",
  "bucket",
  "exists",
  "items",
  "matches",
  "near",
]);

function isSingle(test: ValueTest): test is AnyTest["of"][number] {
  return !OTHERS.has(test.kind);
}

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
