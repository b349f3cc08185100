import { unreachable } from "@habitus/kernel";
import {
  all,
  call,
  column,
  equals,
  type Expression,
  integer,
  isTrue,
  lambda,
  NULL,
} from "../tree/expression.ts";
import { ZEROS } from "./people.ts";
import { RANK } from "./rank.ts";

/** What is gathered of values of events. */
export type ValueGathering =
  | "numbers"
  | "sum"
  | "least"
  | "greatest"
  | "lowMedian"
  | "highMedian"
  | "first"
  | "last"
  | "distinct";

/** Of lists of numbers, or of text forms where they are counted. */
export function gatheredList(of: ValueGathering, values: Expression, condition: Expression): Expression {
  const ofRow = (number: Expression): Expression =>
    call("if", equals(call("length", values), integer(0)), NULL, number);
  switch (of) {
    case "numbers":
      return call("sumIf", call("length", values), condition);
    case "distinct":
      return call("uniqExactArrayIf", values, condition);
    case "lowMedian":
    case "highMedian": {
      const nullable = call("arrayMap", lambda(["number"], call("toNullable", column("number"))), values);
      const name = of === "lowMedian" ? "medianExactLowArrayIf" : "medianExactHighArrayIf";
      return call(name, nullable, condition);
    }
    case "sum":
      return gatheredNumber(of, ofRow(call("arraySum", values)), condition);
    case "least":
      return gatheredNumber(of, ofRow(call("arrayMin", values)), condition);
    case "greatest":
      return gatheredNumber(of, ofRow(call("arrayMax", values)), condition);
    case "first":
      return gatheredNumber(of, ofRow(call("arrayElement", values, integer(1))), condition);
    case "last":
      return gatheredNumber(of, ofRow(call("arrayElement", values, integer(-1))), condition);
    default:
      return unreachable(of);
  }
}

export function gatheredNumber(
  of: Exclude<ValueGathering, "distinct">,
  number: Expression,
  condition: Expression,
): Expression {
  const isNumber = all([condition, call("isNotNull", number)]);
  switch (of) {
    case "numbers":
      return call("countIf", isNumber);
    case "sum": {
      const known = call("ifNull", number, ZEROS.sum);
      return isTrue(condition) ? call("sum", known) : call("sumIf", known, condition);
    }
    case "least":
      return isTrue(condition) ? call("min", number) : call("minIf", number, condition);
    case "greatest":
      return isTrue(condition) ? call("max", number) : call("maxIf", number, condition);
    case "lowMedian":
      return call("medianExactLowIf", number, condition);
    case "highMedian":
      return call("medianExactHighIf", number, condition);
    case "first":
    case "last":
      return call(of === "first" ? "argMinIf" : "argMaxIf", number, RANK, isNumber);
    default:
      return unreachable(of);
  }
}
