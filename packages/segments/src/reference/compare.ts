import { unreachable } from "@habitus/kernel";
import type { NumberOp } from "../plan/plan.ts";

/** A comparison with something absent (null) is false. */
export function compare<T extends number | bigint>(left: T | null, op: NumberOp, right: T | null): boolean {
  if (left === null || right === null) return false;
  switch (op) {
    case "=":
      return left === right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      return unreachable(op);
  }
}
