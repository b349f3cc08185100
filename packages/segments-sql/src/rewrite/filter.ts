import { unreachable } from "@habitus/kernel";
import type { Filter, Path, ValueTest } from "@habitus/segments";
import { all, any, type Expression, not } from "../tree/expression.ts";
import type { ValueReader } from "./value-columns.ts";
import { nearExpression, placePaths } from "./near.ts";
import { itemsExpression } from "./items.ts";
import { singleTestExpression } from "./value-test.ts";

/** Whether the values meet a filter; never NULL. */
export function filterExpression(filter: Filter, valueAt: (path: Path) => ValueReader): Expression {
  switch (filter.kind) {
    case "test":
      return testExpression(filter.test, filter.path, valueAt);
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

/** Whether the value at a path passes; never NULL, so `not` around it is its exact opposite. */
export function testExpression(
  test: ValueTest,
  path: Path,
  valueAt: (path: Path) => ValueReader,
): Expression {
  if (test.kind === "items") return itemsExpression(test, valueAt(path), filterExpression);
  if (test.kind === "near") return nearExpression(test, path, valueAt);
  return singleTestExpression(test, valueAt(path));
}

/** What a filter reads. */
export function pathsOf(filter: Filter): readonly Path[] {
  switch (filter.kind) {
    case "test":
      return filter.test.kind === "near" ? placePaths(filter.path) : [filter.path];
    case "not":
      return pathsOf(filter.of);
    case "and":
    case "or":
      return filter.of.flatMap(pathsOf);
    default:
      return unreachable(filter);
  }
}
