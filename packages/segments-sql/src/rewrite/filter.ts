import { unreachable } from "@habitus/kernel";
import type { Filter, Path, ValueTest } from "@habitus/segments";
import { all, any, type Expression, not } from "../tree/expression.ts";
import type { ValueReader } from "./value-columns.ts";
import { itemsExpression } from "./items.ts";
import { singleTestExpression } from "./value-test.ts";

/** Whether the values meet a filter; never NULL. */
export function filterExpression(filter: Filter, valueAt: (path: Path) => ValueReader): Expression {
  switch (filter.kind) {
    case "test":
      return testExpression(filter.test, valueAt(filter.path));
    case "not":
      return not(filterExpression(filter.of, valueAt));
    case "and":
      return all(filter.of.map((each) => filterExpression(each, valueAt)));
    case "or":
      return any(filter.of.map((each) => filterExpression(each, valueAt)));
    default:
      return unreachable(filter);
  }
}

/** Whether a value passes; never NULL, so `not` around it is its exact opposite. */
export function testExpression(test: ValueTest, value: ValueReader): Expression {
  return test.kind === "items"
    ? itemsExpression(test, value.read("items"), filterExpression)
    : singleTestExpression(test, value);
}
