import { DECIMAL_ONE, decimalFromText, must, unreachable } from "@habitus/kernel";
import { LIMITS } from "../limits.ts";
import { decimalTextOf } from "../normalise/tests-of.ts";
import { compare } from "../reference/compare.ts";
import { asNumber } from "../reference/values.ts";
import type {
  ComputedCondition,
  Condition,
  DidCondition,
  NumberLiteral,
  TextLiteral,
  WindowChoice,
} from "../tree/definition.ts";
import { constantOf } from "./constant.ts";
import type { ComputedDefinition, Measure } from "./measure.ts";

export type ComparedComputed =
  | { readonly kind: "ok"; readonly condition: Condition }
  /** Goes on after the trait's name. */
  | { readonly kind: "refused"; readonly reason: string };

/** One of its values compared. */
type ComparedMeasure =
  /** `known` is true of who has that value. */
  | { readonly kind: "ok"; readonly condition: Condition; readonly known: Condition }
  | { readonly kind: "refused"; readonly reason: string };

type Comparison = Pick<ComputedCondition, "op" | "value">;

/**
 * The condition that a computed trait becomes where it is compared: true of exactly those whose value stands so to the number. Who has
 * no value is in none.
 */
export function comparedComputed({ measures }: ComputedDefinition, comparison: Comparison): ComparedComputed {
  const compared = measures.map((measure) => comparedMeasure(measure, comparison));
  const fault = compared.find((one) => one.kind === "refused");
  if (fault !== undefined) return fault;
  const conditions = compared.flatMap((one) => (one.kind === "ok" ? one : []));
  const last = must(conditions.at(-1), "a computed trait has a measure").condition;
  const condition = conditions.slice(0, -1).reduceRight<Condition>(
    (otherwise, { condition: own, known }) => ({
      kind: "or",
      of: [own, { kind: "and", of: [{ kind: "not", of: known }, otherwise] }],
    }),
    last,
  );
  return { kind: "ok", condition };
}

function comparedMeasure(measure: Measure, { op, value }: Comparison): ComparedMeasure {
  switch (measure.kind) {
    case "constant":
      return { kind: "ok", condition: comparedConstant(measure.value, { op, value }), known: EVERYONE };
    case "figure": {
      const against = (side: ">=" | "<"): Condition => ({ ...measure.of, op: side, value: ZERO });
      const known: Condition = { kind: "or", of: [against(">="), against("<")] };
      return { kind: "ok", condition: { ...measure.of, op, value }, known };
    }
    case "trait": {
      const test = op === "=" ? ({ op: "is", value } as const) : { op, value };
      const known: Condition = { kind: "trait", path: measure.path, test: { op: "exists" } };
      return { kind: "ok", condition: { kind: "trait", path: measure.path, test }, known };
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
const ZERO = { kind: "number", value: "0" } as const;

function comparedConstant(constant: NumberLiteral | TextLiteral, { op, value }: Comparison): Condition {
  const exact = must(decimalFromText(decimalTextOf(value)), "canonical decimal text");
  const holds = compare(asNumber(constantOf(constant)), op, exact);
  return holds ? EVERYONE : { kind: "not", of: EVERYONE };
}

function refused(reason: string): ComparedMeasure {
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

function comparedWhole({ known, most, atLeast }: Whole, { op, value }: Comparison): ComparedMeasure {
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
  return { kind: "ok", condition: condition(), known };
}

/** The greatest whole number that is not above; below 0 one is as good as another. */
function wholeBelow(exact: bigint): number {
  if (exact < 0n) return -1;
  const whole = exact / DECIMAL_ONE;
  return whole > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(whole);
}
