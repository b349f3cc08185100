import { decimalFromText, decimalToText, must, unreachable } from "@habitus/kernel";
import type { EventMatch, Leaf, NumberOp, PlanNode, Window } from "../plan/plan.ts";
import type { PlannedMeasure } from "../plan/population.ts";
import { LARGEST_MEASURE, LEAST_MEASURE } from "../reference/measure.ts";
import { type Leaves, negation, row } from "./nodes.ts";
import { type PlannedElement, scoreNode } from "./score.ts";

/** A measure beside what its conditions are made of. */
export type MeasureParts = {
  readonly measure: PlannedMeasure;
  /** Of a score. */
  readonly elements: readonly PlannedElement[];
};

/** How a person's measure is to a threshold. */
export type Side = ">=" | "<" | "<=";

const NEVER: PlanNode = { kind: "always", value: false };
const ALWAYS: PlanNode = { kind: "always", value: true };

/** True of people who have the measure and whose value is so. @param value a threshold as it was pinned. */
export function measuredNode(parts: MeasureParts, side: Side, value: string, leaves: Leaves): PlanNode {
  const { measure } = parts;
  switch (measure.kind) {
    case "count":
      return row("and", [someEvents(measure.events, leaves), countNode(measure.events, side, value, leaves)]);
    case "days": {
      const { events, zone } = measure;
      const days = leaves.nodeOf({ kind: "days", events, zone, op: side, value });
      return row("and", [someEvents(events, leaves), days]);
    }
    case "sessions": {
      const some = leaves.nodeOf({ ...measure, of: "count", op: ">=", value: "1" });
      return row("and", [some, sessionsNode(measure, side, value, leaves)]);
    }
    case "aggregate":
      return aggregateNode(measure, side, value, leaves);
    case "recency":
      return row("and", [someEvents(measure.events, leaves), ageNode(measure.events, side, value, leaves)]);
    case "trait":
      return leaves.nodeOf({ kind: "trait", path: measure.path, test: { kind: "number", op: side, value } });
    case "score": {
      const { elements } = parts;
      const some = row(
        "or",
        elements.map(({ when }) => when),
      );
      return row("and", [some, scoreNode(elements, side, { kind: "number", value })]);
    }
    default:
      return unreachable(measure);
  }
}

/** What a measure reads of people; a score's elements are read by their own leaves. */
export function leavesRead({ measure }: MeasureParts): readonly Leaf[] {
  switch (measure.kind) {
    case "count":
    case "recency":
      return [{ kind: "count", events: measure.events, atLeast: 1 }];
    case "days":
    case "sessions":
    case "aggregate":
      return [{ ...measure, op: ">=", value: "0" }];
    case "trait":
      return [{ kind: "trait", path: measure.path, test: { kind: "number", op: ">=", value: "0" } }];
    case "score":
      return [];
    default:
      return unreachable(measure);
  }
}

function someEvents(events: EventMatch, leaves: Leaves): PlanNode {
  return leaves.nodeOf({ kind: "count", events, atLeast: 1 });
}

function countNode(events: EventMatch, side: Side, value: string, leaves: Leaves): PlanNode {
  const atLeast = (n: number): PlanNode =>
    n <= 0 ? ALWAYS : leaves.nodeOf({ kind: "count", events, atLeast: n });
  const number = Number(value);
  if (side === "<=") return negation(atLeast(Math.floor(number) + 1));
  const node = atLeast(Math.ceil(number));
  return side === ">=" ? node : negation(node);
}

type Sessions = Extract<PlannedMeasure, { readonly kind: "sessions" }>;

function sessionsNode(measure: Sessions, side: Side, value: string, leaves: Leaves): PlanNode {
  const compared = (op: NumberOp, to: string): PlanNode => leaves.nodeOf({ ...measure, op, value: to });
  // As of averages of values.
  return measure.of === "avg" && side === "<=" ? compared("<", nextNumber(value)) : compared(side, value);
}

const nextNumber = (value: string): string =>
  decimalToText(must(decimalFromText(value), "a threshold is canonical") + 1n);

type Aggregate = Extract<PlannedMeasure, { readonly kind: "aggregate" }>;

function aggregateNode(measure: Aggregate, side: Side, value: string, leaves: Leaves): PlanNode {
  const compared = (op: NumberOp, to: string): PlanNode => leaves.nodeOf({ ...measure, op, value: to });
  switch (measure.of) {
    case "sum":
    case "distinct":
      return row("and", [someEvents(measure.events, leaves), beyond(side, value) ?? compared(side, value)]);
    case "avg":
    case "median": {
      // What lies behind the ninth digit was cut off, so values up to the next number are equal to the threshold.
      const next = must(decimalFromText(value), "a threshold is canonical") + 1n;
      return side === "<=" && next <= LARGEST_MEASURE
        ? compared("<", decimalToText(next))
        : compared(side, value);
    }
    case "min":
    case "max":
    case "first":
    case "last":
      return compared(side, value);
    default:
      return unreachable(measure.of);
  }
}

/** A sum beyond 18 digits is as great as the greatest number, so no number has to be compared with it; null for all others. */
function beyond(side: Side, value: string): PlanNode | null {
  if (side === "<=") return value === decimalToText(LARGEST_MEASURE) ? ALWAYS : null;
  if (value !== decimalToText(LEAST_MEASURE)) return null;
  return side === ">=" ? ALWAYS : NEVER;
}

/** @param age at most so old is as high as the threshold or higher. */
function ageNode(events: EventMatch, side: Side, age: string, leaves: Leaves): PlanNode {
  const ms = Math.floor(Number(age));
  if (side === "<=") return negation(doneWithin(events, ms, leaves));
  const node = doneWithin(events, ms + 1, leaves);
  return side === ">=" ? node : negation(node);
}

/** An event less than so long ago. */
function doneWithin(events: EventMatch, ms: number, leaves: Leaves): PlanNode {
  if (ms <= 0) return NEVER;
  return leaves.nodeOf({
    kind: "count",
    events: { ...events, window: within(events.window, ms) },
    atLeast: 1,
  });
}

function within(window: Window, ms: number): Window {
  const fromMs = window.kind === "sliding" && window.fromMs !== null ? Math.min(window.fromMs, ms) : ms;
  return { kind: "sliding", fromMs, toMs: 0 };
}
