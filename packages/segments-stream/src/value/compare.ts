import type { NumberOp } from "@habitus/segments";

/** Does `left op right` hold? Works on any two values that `<` orders. */
export function holds<T extends bigint | number>(left: T, op: NumberOp, right: T): boolean {
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
  }
}
