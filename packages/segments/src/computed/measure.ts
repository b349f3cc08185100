import type {
  AggregateCondition,
  DaysCondition,
  DidCondition,
  NumberLiteral,
  PropertyPath,
  TextLiteral,
} from "../tree/definition.ts";

/**
 * A value of one person. It is the left side of a condition, so it is written, checked and planned as one; what the condition compares
 * with is of no account here.
 */
export type Measure =
  | { readonly kind: "user id" }
  /** "0", 'text "none"': of who has none of those before it. */
  | { readonly kind: "constant"; readonly value: NumberLiteral | TextLiteral }
  | { readonly kind: "trait"; readonly path: PropertyPath }
  /** "sum of purchase.revenue in last 90 days", "days active of visit". */
  | { readonly kind: "figure"; readonly of: AggregateCondition | DaysCondition }
  | { readonly kind: EventsMeasure; readonly of: DidCondition }
  | { readonly kind: PropertyMeasure; readonly of: AggregateCondition }
  /** "newest purchase": the properties of one event. */
  | { readonly kind: "oldest" | "newest"; readonly of: DidCondition };

/** Of the events themselves. */
export type EventsMeasure = keyof typeof EVENTS_MEASURES;

/** Of the values of one property, of any type. */
export type PropertyMeasure = "oldest" | "newest" | "most frequent";

/** What is written before the event. */
export const EVENTS_MEASURES = {
  count: "count of",
  "time of first": "time of first",
  "time of last": "time of last",
  "days since first": "days since first",
  "days since last": "days since last",
  "most frequent hour": "most frequent hour of",
  "most frequent weekday": "most frequent weekday of",
} as const;

/** The value of the first measure that is present. */
export type ComputedDefinition = {
  /** At least one; a constant only behind others, and as the last. */
  readonly measures: readonly Measure[];
};
