import { must, unreachable } from "@habitus/kernel";
import { LIMITS } from "../limits.ts";
import { testsOf } from "../normalise/tests-of.ts";
import { isMet } from "../reference/filter.ts";
import type { ComputedValueCondition } from "../tree/computed-condition.ts";
import type { Condition, DidCondition } from "../tree/definition.ts";
import { comparedClock, comparedFavourite, comparedOutermost, comparedTime } from "./compare-events.ts";
import { comparedDays, comparedNumber, comparedWhole } from "./compare-numbers.ts";
import {
  type ComparedMeasure,
  type Comparison,
  EVERYONE,
  NOBODY,
  refused,
  type ValueTested,
} from "./compared-measure.ts";
import { constantOf } from "./constant.ts";
import type { ComputedDefinition, Measure } from "./measure.ts";

export type ComparedComputed =
  | { readonly kind: "ok"; readonly condition: Condition }
  /** Goes on after the trait's name. */
  | { readonly kind: "refused"; readonly reason: string };

type Tested = Comparison | Pick<ComputedValueCondition, "test">;

/**
 * The condition that a computed trait becomes where it is compared: true of exactly those whose value stands so to what it is
 * compared with; of values that are most frequent alike each counts. Who has no value is in none.
 */
export function comparedComputed({ measures }: ComputedDefinition, tested: Tested): ComparedComputed {
  const test = testIn(tested);
  const compared = measures.map((measure) => comparedMeasure(measure, test));
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

function testIn(tested: Tested): ValueTested {
  if ("test" in tested) return tested.test;
  const { op, value } = tested;
  return op === "=" ? { op: "is", value } : { op, value };
}

function comparedMeasure(measure: Measure, test: ValueTested): ComparedMeasure {
  switch (measure.kind) {
    case "constant": {
      const holds = isMet(testsOf(test), constantOf(measure.value));
      return { kind: "ok", condition: holds ? EVERYONE : NOBODY, known: EVERYONE };
    }
    case "figure": {
      const against = (side: ">=" | "<"): Condition => ({ ...measure.of, op: side, value: ZERO });
      const known: Condition = { kind: "or", of: [against(">="), against("<")] };
      return comparedNumber(test, known, (comparison) => {
        return { kind: "ok", condition: { ...measure.of, ...comparison }, known };
      });
    }
    case "trait": {
      const known: Condition = { kind: "trait", path: measure.path, test: { op: "exists" } };
      return { kind: "ok", condition: { kind: "trait", path: measure.path, test }, known };
    }
    case "count":
      return comparedNumber(test, EVERYONE, (comparison) =>
        comparedWhole(
          { known: EVERYONE, most: LIMITS.count, atLeast: (n) => timesOf(measure.of, n) },
          comparison,
        ),
      );
    case "days since first":
    case "days since last": {
      const { kind } = measure;
      return comparedNumber(test, measure.of, (comparison) => comparedDays(kind, measure.of, comparison));
    }
    case "time of first":
    case "time of last":
      return comparedTime(measure.kind, measure.of, test);
    case "most frequent":
      return comparedFavourite(measure.of, test);
    case "oldest":
    case "newest":
      return comparedOutermost(measure.kind, measure.of, test);
    case "most frequent hour":
      return comparedClock("hour", measure.of, test);
    case "most frequent weekday":
      return comparedClock("weekday", measure.of, test);
    case "user id":
      return refused("is the user id, which is only shown");
    default:
      return unreachable(measure);
  }
}

const ZERO = { kind: "number", value: "0" } as const;

function timesOf(of: DidCondition, n: number): Condition {
  return n <= 0 ? EVERYONE : { ...of, count: { op: "at least", n } };
}
