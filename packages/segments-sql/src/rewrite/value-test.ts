import { type Decimal, decimalFromText, must, unreachable } from "@habitus/kernel";
import type {
  AgeTest,
  BucketTest,
  ItemsTest,
  MatchesTest,
  NearTest,
  OneOfTest,
  TextTest,
  ValueTest,
} from "@habitus/segments";
import {
  all,
  any,
  binary,
  bound,
  call,
  column,
  define1,
  equals,
  type Expression,
  FALSE,
  integer,
  isIn,
  not,
  text,
} from "../tree/expression.ts";
import { millis } from "./day-number.ts";
import { decimal, isInfinite } from "./number-token.ts";
import { writtenPattern } from "./pattern.ts";
import { isName, type ValueReader } from "./value-columns.ts";

/** Whether a value passes; never NULL, so `not` around it is its exact opposite. */
export function singleTestExpression(
  test: Exclude<ValueTest, ItemsTest | NearTest>,
  value: ValueReader,
): Expression {
  switch (test.kind) {
    case "exists":
      return all([
        not(isIn(value.read("token"), ["", "null", '""'].map(text))),
        not(isInfinite(value.read("token"))),
      ]);
    case "number":
      return orFalse(binary(test.op, value.read("number"), decimalLiteral(test.value)));
    case "text":
      return textTest(test, value);
    case "one of":
      return oneOfTest(test, value.read("form"));
    case "matches":
      return matchesTest(test, value.read("form"));
    case "bucket":
      return bucketTest(test, value.read("form"));
    case "boolean":
      return equals(value.read("token"), text(String(test.value)));
    case "time":
      return orFalse(binary(test.op, value.read("instant"), bound("Int64", test.at)));
    case "age":
      return ageTest(test, value.read("instant"));
    case "any":
      return any(test.of.map((each) => singleTestExpression(each, value)));
    default:
      return unreachable(test);
  }
}

/** A number of the plan. @throws BugError when it is none: the check refuses such definitions. */
export function decimalLiteral(value: string): Expression {
  const known: Decimal = must(decimalFromText(value), `${value} in a plan is no decimal`);
  return decimal(bound("String", known === 0n ? "0" : value));
}

/** A comparison with an absent number, which is NULL, is false. */
export const orFalse = (comparison: Expression): Expression => call("ifNull", comparison, integer(0));

/** Only rows of events are asked, and their own time is at hand wherever their properties are looked at. */
function ageTest({ fromMs, toMs }: AgeTest, instant: Expression): Expression {
  const age = binary("-", millis(column("time")), instant);
  return orFalse(
    all([
      ...(fromMs === null ? [] : [binary(">=", age, bound("Int64", fromMs))]),
      ...(toMs === null ? [] : [binary("<=", age, bound("Int64", toMs))]),
    ]),
  );
}

function textTest(test: TextTest, value: ValueReader): Expression {
  if (test.op === "is" && isName(test.value)) return isNamed(test, value.read("name"));
  const form = value.read(mayMeetNonText(test) ? "form" : "spelled");
  const literal = bound("String", test.value);
  // Absent is '', which no test may be true of.
  if (test.value === "") return test.op === "is" ? FALSE : binary("!=", form, text(""));
  const [left, right] = test.ignoreCase ? [lowerEach(form), lowerEach(literal)] : [form, literal];
  switch (test.op) {
    case "is":
      return equals(left, right);
    case "contains":
      return binary(">", call("position", left, right), integer(0));
    case "starts with":
      return call("startsWith", left, right);
    case "ends with":
      return call("endsWith", left, right);
    default:
      return unreachable(test.op);
  }
}

function isNamed({ value, ignoreCase }: TextTest, name: Expression): Expression {
  const literal = bound("String", value);
  return ignoreCase ? equals(lowerEach(name), lowerEach(literal)) : equals(name, literal);
}

function oneOfTest({ texts }: OneOfTest, form: Expression): Expression {
  const list = call("JSONExtract", bound("String", JSON.stringify(texts)), text("Array(String)"));
  // Absent is '', which no test may be true of.
  return all([binary("!=", form, text("")), binary("IN", form, list)]);
}

function matchesTest({ pattern, ignoreCase }: MatchesTest, form: Expression): Expression {
  const written = bound("String", writtenPattern(pattern));
  const found = call("match", ignoreCase ? lowerEach(form) : form, written);
  // Absent is '', which a pattern may be found in.
  return all([binary("!=", form, text("")), found]);
}

function bucketTest({ salt, of, from, to }: BucketTest, form: Expression): Expression {
  const hash = call("murmurHash3_32", call("concat", bound("String", `${salt}/`), form));
  const bucket = call("modulo", hash, integer(of));
  const isOf =
    from === to
      ? equals(bucket, integer(from))
      : all([binary(">=", bucket, integer(from)), binary("<=", bucket, integer(to))]);
  return all([binary("!=", form, text("")), isOf]);
}

/** False when the text form of no number and no boolean can pass, so that only texts need to be looked at. */
function mayMeetNonText({ op, value, ignoreCase }: TextTest): boolean {
  const wanted = ignoreCase ? value.toLowerCase() : value;
  if (op === "is") return ["true", "false"].includes(wanted) || decimalFromText(wanted) !== null;
  return /^[-.0-9]*$/.test(wanted) || "true".includes(wanted) || "false".includes(wanted);
}

/**
 * Each code point lower-cased by itself, to one code point. The engine's function lower-cases a whole text, which differs
 * for two letters: a sigma at the end of a word, and the dotted capital I, which becomes two code points.
 */
export const lowerEach = define1(
  "lower_each",
  "value",
  call(
    "lowerUTF8",
    call(
      "replaceAll",
      call("replaceAll", column("value"), text("\u03a3"), text("\u03c3")),
      text("\u0130"),
      text("i"),
    ),
  ),
);
