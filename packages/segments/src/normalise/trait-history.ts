import type { ChangedLeaf, Filter, HeldLeaf, Path } from "../plan/plan.ts";
import type { ChangedComparison, HeldComparison, HeldTest } from "../tree/definition.ts";
import type { PlanContext } from "./context.ts";
import { lengthOf, windowOf } from "./window-of.ts";

/** What a test means as a filter of the object that holds the trait. */
type FilterOf = (test: HeldTest) => Filter;

/** "has been ... for 90 days". */
export function heldLeaf(trait: string, { of, for: length }: HeldComparison, filterOf: FilterOf): HeldLeaf {
  return { kind: "held", trait, where: filterOf(of), forMs: lengthOf(length.amount, length.unit) };
}

/**
 * "changed from ... to ...". An end that is not named is anything that does not meet the other; what was there before the change
 * is something, what came may be nothing.
 */
export function changedLeaf(
  path: Path,
  trait: string,
  { from, to, window }: ChangedComparison,
  filterOf: FilterOf,
  context: PlanContext,
): ChangedLeaf {
  const before = from === undefined ? null : filterOf(from);
  const after = to === undefined ? null : filterOf(to);
  const exists: Filter = { kind: "test", path, test: { kind: "exists" } };
  const other = (of: Filter | null): Filter => (of === null ? { kind: "and", of: [] } : { kind: "not", of });
  return {
    kind: "changed",
    trait,
    from: conjunction(before ?? exists, other(after)),
    to: conjunction(after ?? { kind: "and", of: [] }, other(before)),
    window: windowOf(window ?? { kind: "ever" }, context),
  };
}

function conjunction(one: Filter, other: Filter): Filter {
  const of = [one, other].flatMap((part) => (part.kind === "and" ? part.of : [part]));
  const [only] = of;
  return only !== undefined && of.length === 1 ? only : { kind: "and", of };
}
