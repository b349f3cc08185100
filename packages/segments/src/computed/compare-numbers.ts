import { DECIMAL_ONE, decimalFromText, must, unreachable } from "@habitus/kernel";
import { LIMITS } from "../limits.ts";
import { decimalTextOf } from "../normalise/tests-of.ts";
import type { Condition, DidCondition, WindowChoice } from "../tree/definition.ts";
import { isNumber } from "../tree/is-number.ts";
import {
  both,
  type ComparedMeasure,
  type Comparison,
  joined,
  NOBODY,
  refused,
  type ValueTested,
} from "./compared-measure.ts";

/** A value that is always a number, or absent, by each of the comparisons that the test is made of. */
export function comparedNumber(
  test: ValueTested,
  known: Condition,
  compared: (comparison: Comparison) => ComparedMeasure,
): ComparedMeasure {
  switch (test.op) {
    case "exists":
      return { kind: "ok", condition: known, known };
    case "<":
    case "<=":
    case ">":
    case ">=":
      return compared(test);
    case "is":
      return isNumber(test.value) ? compared({ op: "=", value: test.value }) : refused(IS_NUMBER);
    case "between": {
      const ends = [compared({ op: ">=", value: test.from }), compared({ op: "<=", value: test.to })];
      return joined("and", ends, known);
    }
    case "in": {
      const numbers = test.values.filter(isNumber);
      if (numbers.length < test.values.length) return refused(IS_NUMBER);
      return joined(
        "or",
        numbers.map((value) => compared({ op: "=", value })),
        known,
      );
    }
    case "contains":
    case "starts with":
    case "ends with":
    case "matches":
    case "before":
    case "after":
    case "on or before":
    case "on or after":
      return refused(IS_NUMBER);
    default:
      return unreachable(test);
  }
}

const IS_NUMBER = "is a number, so it is compared with numbers, such as `>= 5` and `between 3 and 7`";

/** Days of 24 hours, of whose end no event may be missing: they are counted back from now, however far. */
export function comparedDays(
  kind: "days since first" | "days since last",
  of: DidCondition,
  comparison: Comparison,
): ComparedMeasure {
  if (of.window !== undefined && of.window.kind !== "ever") {
    return refused("looks at a time only; days since can be compared where they are of all times");
  }
  const within = (window: WindowChoice): Condition => ({ ...of, window });
  const days = (n: number) => ({ amount: n, unit: "day" }) as const;
  const atLeast = (n: number): Condition => {
    if (n <= 0) return of;
    const before = within({ kind: "older", ...days(n) });
    if (kind === "days since first") return before;
    return both(before, { kind: "not", of: within({ kind: "last", ...days(n) }) });
  };
  return comparedWhole({ known: of, most: LIMITS.windowDays - 1, atLeast }, comparison);
}

/** A value that is a whole number, 0 or more. */
type Whole = {
  /** True of who has one. */
  readonly known: Condition;
  /** With which it can be compared. */
  readonly most: number;
  readonly atLeast: (n: number) => Condition;
};

export function comparedWhole({ known, most, atLeast }: Whole, { op, value }: Comparison): ComparedMeasure {
  const exact = must(decimalFromText(decimalTextOf(value)), "canonical decimal text");
  const below = wholeBelow(exact);
  if (below > most) return refused(`is compared with a number up to ${most}`);
  const isWhole = BigInt(below) * DECIMAL_ONE === exact;
  const reaching = isWhole ? below : below + 1;
  const butNot = (n: number): Condition => both(known, { kind: "not", of: atLeast(n) });
  const condition = (): Condition => {
    switch (op) {
      case ">=":
        return atLeast(reaching);
      case ">":
        return atLeast(below + 1);
      case "<":
        return butNot(reaching);
      case "<=":
        return butNot(below + 1);
      case "=": {
        if (!isWhole) return NOBODY;
        return both(atLeast(below), { kind: "not", of: atLeast(below + 1) });
      }
      default:
        return unreachable(op);
    }
  };
  return { kind: "ok", condition: condition(), known };
}

/** The greatest whole number that is not above; below 0 one is as good as another. */
function wholeBelow(exact: bigint): number {
  if (exact < 0n) return -1;
  const whole = exact / DECIMAL_ONE;
  return whole > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(whole);
}
