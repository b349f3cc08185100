import { type Condition, type Definition, printDefinition } from "@habitus/segments";
import { formatInstant, type Instant } from "@habitus/kernel";
import { hasValue } from "../segments/has-value.ts";
import type { Trace } from "./health-report.ts";
import type { Called } from "./trace-called.ts";

/** Behaviour is looked at over so many days, and a goal has as many to be reached. */
export const LOOKED_DAYS = 30;
const WINDOW = { kind: "last", amount: LOOKED_DAYS, unit: "day" } as const;

/** The trace as a condition. */
export function conditionOf(trace: Trace): Condition {
  const { kind, name, path, value } = trace;
  if (kind === "event" || value === null) return { kind: "did", event: name, window: WINDOW };
  if (kind === "trait") {
    return { kind: "trait", path: [name], test: { op: "is", value: { kind: "text", value } } };
  }
  return { kind: "did", event: name, window: WINDOW, where: hasValue(path, value) };
}

/** The people of a segment for whom a condition holds. */
export function within(segment: string, condition: Condition): Definition {
  return { version: 1, condition: { kind: "and", of: [{ kind: "segment", segment }, condition] } };
}

/** As text, to be opened. */
export const peopleWith = (segment: string, trace: Trace): string =>
  printDefinition(within(segment, conditionOf(trace)));

/** The people of two segments at once, as text. */
export const peopleInBoth = (one: string, other: string): string =>
  printDefinition(within(one, { kind: "segment", segment: other }));

/** Who entered or left a segment within a span, as text. */
export function peopleMoved(
  segment: string,
  way: "entered" | "left",
  { from, to }: { readonly from: Instant; readonly to: Instant },
): string {
  const window = { kind: "range", from: formatInstant(from), to: formatInstant(to) } as const;
  return printDefinition({ version: 1, condition: { kind: way, segment, window } });
}

/** The people of a segment, as text. */
export const peopleOf = (segment: string): string =>
  printDefinition({ version: 1, condition: { kind: "segment", segment } });

/** What a trace is called in a sentence; items by their names. */
export function traceText(trace: Trace, called: Called): string {
  const { kind, name, path } = trace;
  const value = called(trace) ?? trace.value ?? "";
  if (kind === "event") return `did "${name}" in the last ${LOOKED_DAYS} days`;
  if (kind === "trait") return `${name} is "${value}"`;
  return `did "${name}" with ${path.join(".")} "${value}"`;
}

/** People who have it, in a sentence behind "those". */
export const havingText = (trace: Trace, called: Called): string =>
  `${trace.kind === "trait" ? "whose" : "who"} ${traceText(trace, called)}`;
