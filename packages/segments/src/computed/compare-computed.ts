import { DECIMAL_ONE, decimalFromText, must, unreachable } from "@habitus/kernel";
import { LIMITS } from "../limits.ts";
import { decimalTextOf } from "../normalise/tests-of.ts";
import type { ComputedCondition, Condition, DidCondition, WindowChoice } from "../tree/definition.ts";
import type { ComputedDefinition, Measure } from "./measure.ts";

export type ComparedComputed =
  | { readonly kind: "ok"; readonly condition: Condition }
  /** Goes on after the trait's name. */
  | { readonly kind: "refused"; readonly reason: string };

type Comparison = Pick<ComputedCondition, "op" | "value">;

/**
 * The condition that a computed trait becomes where it is compared: true of exactly those whose value stands so to the number. Who has
 * no value is in none.
 */
export function comparedComputed(
  { measures }: ComputedDefinition,
  { op, value }: Comparison,
): ComparedComputed {
  const [measure, ...further] = measures;
  if (further.length > 0) {
    return refused("takes one value or else another; compare them one by one, with `or` between");
  }
  return comparedMeasure(must(measure, "a computed trait has a measure"), { op, value });
}

function comparedMeasure(measure: Measure, { op, value }: Comparison): ComparedComputed {
  switch (measure.kind) {
    case "figure":
      return { kind: "ok", condition: { ...measure.of, op, value } };
    case "trait": {
      const test = op === "=" ? ({ op: "is", value } as const) : { op, value };
      return { kind: "ok", condition: { kind: "trait", path: measure.path, test } };
    }
    case "count":
      return comparedWhole(
        { known: EVERYONE, most: LIMITS.count, atLeast: (n) => timesOf(measure.of, n) },
        { op, value },
      );
    case "days since first":
    case "days since last":
      return comparedDays(measure.kind, measure.of, { op, value });
    case "user id":
    case "time of first":
    case "time of last":
    case "most frequent hour":
    case "most frequent weekday":
    case "most frequent":
    case "oldest":
    case "newest":
      return refused(
        "is no number that can be compared: only sums and other figures, counts, days active, days since and traits are",
      );
    default:
      return unreachable(measure);
  }
}

const EVERYONE: Condition = { kind: "everyone" };

function refused(reason: string): ComparedComputed {
  return { kind: "refused", reason };
}

function timesOf(of: DidCondition, n: number): Condition {
  return n <= 0 ? EVERYONE : { ...of, count: { op: "at least", n } };
}

/** Days of 24 hours, of whose end no event may be missing: they are counted back from now, however far. */
function comparedDays(
  kind: "days since first" | "days since last",
  of: DidCondition,
  comparison: Comparison,
): ComparedComputed {
  if (of.window !== undefined && of.window.kind !== "ever") {
    return refused("looks at a time only; days since can be compared where they are of all times");
  }
  const within = (window: WindowChoice): Condition => ({ ...of, window });
  const days = (n: number) => ({ amount: n, unit: "day" }) as const;
  const atLeast = (n: number): Condition => {
    if (n <= 0) return of;
    const before = within({ kind: "older", ...days(n) });
    if (kind === "days since first") return before;
    return { kind: "and", of: [before, { kind: "not", of: within({ kind: "last", ...days(n) }) }] };
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

function comparedWhole({ known, most, atLeast }: Whole, { op, value }: Comparison): ComparedComputed {
  const exact = must(decimalFromText(decimalTextOf(value)), "canonical decimal text");
  const below = wholeBelow(exact);
  if (below > most) return refused(`is compared with a number up to ${most}`);
  const isWhole = BigInt(below) * DECIMAL_ONE === exact;
  const reaching = isWhole ? below : below + 1;
  const butNot = (n: number): Condition => ({ kind: "and", of: [known, { kind: "not", of: atLeast(n) }] });
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
        if (!isWhole) return { kind: "not", of: EVERYONE };
        return { kind: "and", of: [atLeast(below), { kind: "not", of: atLeast(below + 1) }] };
      }
      default:
        return unreachable(op);
    }
  };
  return { kind: "ok", condition: condition() };
}

/** The greatest whole number that is not above; below 0 one is as good as another. */
function wholeBelow(exact: bigint): number {
  if (exact < 0n) return -1;
  const whole = exact / DECIMAL_ONE;
  return whole > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(whole);
}
