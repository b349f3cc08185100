import { unreachable } from "@habitus/kernel";
import type { CountTest } from "../tree/definition.ts";

/** What a count is made of: of events a node of the plan, of the items of a list a filter. */
export type CountLogic<T> = {
  /** True of everything for 0. */
  readonly atLeast: (n: number) => T;
  readonly not: (of: T) => T;
  readonly and: (of: readonly T[]) => T;
};

/** A count as it was said, asked with "at least n" alone. */
export function byAtLeast<T>({ op, n }: CountTest, { atLeast, not, and }: CountLogic<T>): T {
  switch (op) {
    case "at least":
      return atLeast(n);
    case "more than":
      return atLeast(n + 1);
    case "at most":
      return not(atLeast(n + 1));
    case "less than":
      return not(atLeast(n));
    case "exactly":
      return and([atLeast(n), not(atLeast(n + 1))]);
    default:
      return unreachable(op);
  }
}
