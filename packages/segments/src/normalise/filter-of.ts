import { must, unreachable } from "@habitus/kernel";
import type { Filter, Path } from "../plan/plan.ts";
import type { ItemsComparison, PropertyCondition, ValueComparison } from "../tree/definition.ts";
import { byAtLeast } from "./by-at-least.ts";
import { filterKey } from "./keys.ts";
import { nearTest } from "./near.ts";
import { type Tests, testsOf } from "./tests-of.ts";

const ANYTHING: Filter = { kind: "and", of: [] };

/** What a where clause means. */
export function filterOf(property: PropertyCondition): Filter {
  switch (property.kind) {
    case "property":
      return comparisonFilter(property.path, property.test);
    case "not":
      return negated(filterOf(property.of));
    case "and":
    case "or":
      return filterRow(property.kind, property.of.map(filterOf));
    default:
      return unreachable(property);
  }
}

/** What a comparison of the value at a path means. */
export function comparisonFilter(path: Path, comparison: ValueComparison): Filter {
  if (comparison.op === "items") return itemsFilter(path, comparison);
  if (comparison.op === "near") return { kind: "test", path, test: nearTest(comparison) };
  if (comparison.op !== "includes") return filterOfTests(path, testsOf(comparison));
  const { values, all, ...options } = comparison;
  const includes = (test: ValueComparison): Filter => items(path, 1, filterOfTests([], testsOf(test)));
  return all === true
    ? filterRow(
        "and",
        values.map((value) => includes({ ...options, op: "is", value })),
      )
    : includes({ ...options, op: "in", values });
}

/** "every item" asks for an item at all; a list that is not there has none. */
function itemsFilter(path: Path, { which, where }: ItemsComparison): Filter {
  const of = where === undefined ? ANYTHING : filterOf(where);
  if (which.kind === "any") return items(path, 1, of);
  if (which.kind === "count") {
    return byAtLeast(which.count, {
      atLeast: (n) => (n === 0 ? ANYTHING : items(path, n, of)),
      not: negated,
      and: (filters) => filterRow("and", filters),
    });
  }
  return filterRow("and", [items(path, 1, ANYTHING), negated(items(path, 1, negated(of)))]);
}

function items(path: Path, atLeast: number, of: Filter): Filter {
  return { kind: "test", path, test: { kind: "items", of, atLeast } };
}

function negated(of: Filter): Filter {
  return of.kind === "not" ? of.of : { kind: "not", of };
}

function filterOfTests(path: Path, tests: Tests): Filter {
  if (tests.kind === "test") return { kind: "test", path, test: tests.test };
  return filterRow(
    tests.kind,
    tests.of.map((of) => filterOfTests(path, of)),
  );
}

function filterRow(kind: "and" | "or", filters: readonly Filter[]): Filter {
  const flat = filters.flatMap((filter) => (filter.kind === kind ? filter.of : [filter]));
  const of = [...new Map(flat.map((filter) => [filterKey(filter), filter])).values()];
  return of.length === 1 ? must(of[0], "not empty") : { kind, of };
}
