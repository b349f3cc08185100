import { type Instant, unreachable } from "@habitus/kernel";
import type { Leaf, PlannedMeasure } from "@habitus/segments";
import { any, binary, call, type Expression, integer, NULL, text } from "../tree/expression.ts";
import type { EventFacts } from "./event-facts.ts";
import { sessionsFigure } from "./sessions.ts";
import type { TraitFacts } from "./trait-facts.ts";
import { decimalLiteral } from "./value-test.ts";

/** Beyond 18 digits before the point all numbers are equal. */
const LARGEST = "999999999999999999.999999999";

/** Leaves that read what the measure reads. */
export function leavesOfMeasure(measure: PlannedMeasure): readonly Leaf[] {
  switch (measure.kind) {
    case "count":
    case "recency":
      return [{ kind: "count", events: measure.events, atLeast: 1 }];
    case "days":
    case "sessions":
    case "aggregate":
      return [{ ...measure, op: ">=", value: "0" }];
    case "trait":
    case "score":
      return [];
    default:
      return unreachable(measure);
  }
}

/** A person's measure, a Nullable(Decimal(38, 9)); NULL of who has none. A score is made of what `scoreValue` says. */
export function measureValue(
  measure: Exclude<PlannedMeasure, { readonly kind: "score" }>,
  events: EventFacts,
  traits: TraitFacts,
  at: Instant,
): Expression {
  switch (measure.kind) {
    case "count":
      return whereSome(events.fact(measure.events, { of: "count" }));
    case "days":
      return whereSome(events.fact(measure.events, { of: "days", zone: measure.zone }));
    case "sessions":
      return sessionsValue(measure, events);
    case "recency": {
      const newest = events.fact(measure.events, { of: "newest" });
      return binary("-", newest, call("toDecimal128", integer(at), integer(9)));
    }
    case "trait":
      return traits.at(measure.path).read("number");
    case "aggregate":
      return aggregateValue(measure, events);
    default:
      return unreachable(measure);
  }
}

function sessionsValue(
  measure: Extract<PlannedMeasure, { readonly kind: "sessions" }>,
  events: EventFacts,
): Expression {
  const { of } = measure;
  if (of === "count") return whereSome(events.sessions(measure, "count"));
  const durations = events.sessions(measure, "durations");
  if (of === "min" || of === "max") return sessionsFigure(of, durations);
  const count = sessionsFigure("count", durations);
  const sum = sessionsFigure("sum", durations);
  const divisor = call("greatest", count, call("toUInt64", integer(1)));
  return orNull(binary(">", count, integer(0)), of === "sum" ? sum : floorOf(sum, divisor));
}

/** The sum of the values of the elements that hold; NULL where none does. */
export function scoreValue(values: readonly string[], elements: readonly Expression[]): Expression {
  const none = decimalLiteral("0");
  const sum = elements.reduce(
    (total, element, place) =>
      binary("+", total, call("if", element, decimalLiteral(values[place] ?? "0"), none)),
    none,
  );
  return orNull(any(elements), call("toDecimal128", sum, integer(9)));
}

function aggregateValue(
  { of, path, items, events: match }: Extract<PlannedMeasure, { readonly kind: "aggregate" }>,
  events: EventFacts,
): Expression {
  const values = { path, ...(items === undefined ? {} : { items }) };
  switch (of) {
    case "sum": {
      const sum = events.fact(match, { of: "sum", ...values });
      const within = call("greatest", call("least", sum, wide(LARGEST)), wide(`-${LARGEST}`));
      return orNull(binary(">", events.fact(match, { of: "count" }), integer(0)), within);
    }
    case "distinct": {
      const distinct = call("toDecimal128", events.fact(match, { of: "distinct", ...values }), integer(9));
      return orNull(binary(">", events.fact(match, { of: "count" }), integer(0)), distinct);
    }
    case "avg": {
      const numbers = events.fact(match, { of: "numbers", ...values });
      const divisor = call("greatest", numbers, call("toUInt64", integer(1)));
      const average = floorOf(events.fact(match, { of: "sum", ...values }), divisor);
      return orNull(binary(">", numbers, integer(0)), average);
    }
    case "median": {
      const low = events.fact(match, { of: "lowMedian", ...values });
      const high = events.fact(match, { of: "highMedian", ...values });
      return floorOf(binary("+", low, high), call("toUInt64", integer(2)));
    }
    case "min":
      return events.fact(match, { of: "least", ...values });
    case "max":
      return events.fact(match, { of: "greatest", ...values });
    case "first":
    case "last":
      return events.fact(match, { of, ...values });
    default:
      return unreachable(of);
  }
}

/** Decimals are divided towards zero; what is below zero and does not come out even is one digit less. */
function floorOf(sum: Expression, divisor: Expression): Expression {
  const cut = call("divide", sum, divisor);
  const isAbove = binary(">", binary("*", call("toDecimal256", cut, integer(9)), divisor), sum);
  return binary("-", cut, call("if", isAbove, wide("0.000000001"), wide("0")));
}

function whereSome(count: Expression): Expression {
  return orNull(binary(">", count, integer(0)), call("toDecimal128", count, integer(9)));
}

function orNull(condition: Expression, value: Expression): Expression {
  return call("if", condition, call("toNullable", value), NULL);
}

function wide(value: string): Expression {
  return call("toDecimal128", text(value), integer(9));
}
