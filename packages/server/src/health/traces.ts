import { type Condition, type Definition, printDefinition, type PropertyCondition } from "@habitus/segments";
import type { Trace } from "./health-report.ts";

/** Behaviour is looked at over so many days, and a goal has as many to be reached. */
export const LOOKED_DAYS = 30;
const WINDOW = { kind: "last", amount: LOOKED_DAYS, unit: "day" } as const;

/** The trace as a condition; null where the language has no words for it. */
export function conditionOf(trace: Trace): Condition | null {
  const { kind, name, path, value } = trace;
  if (kind === "event" || value === null) return { kind: "did", event: name, window: WINDOW };
  if (kind === "trait") return { kind: "trait", path: [name], test: isText(value) };
  const where = hasValue(path, value);
  return where === null ? null : { kind: "did", event: name, window: WINDOW, where };
}

const isText = (value: string) => ({ op: "is", value: { kind: "text", value } }) as const;

/** A value at a path of two keys may stand in an object or in the items of a list. */
function hasValue(path: readonly string[], value: string): PropertyCondition | null {
  const [outer, inner, ...deeper] = path;
  if (outer === undefined || deeper.length > 0) return null;
  const direct: PropertyCondition = { kind: "property", path, test: isText(value) };
  if (inner === undefined) return direct;
  const inItem: PropertyCondition = { kind: "property", path: [inner], test: isText(value) };
  const test = { op: "items", which: { kind: "any" }, where: inItem } as const;
  return { kind: "or", of: [direct, { kind: "property", path: [outer], test }] };
}

/** The people of a segment for whom a condition holds. */
export function within(segment: string, condition: Condition): Definition {
  return { version: 1, condition: { kind: "and", of: [{ kind: "segment", segment }, condition] } };
}

/** As text, to be opened. */
export function peopleWith(segment: string, trace: Trace): string | null {
  const condition = conditionOf(trace);
  return condition === null ? null : printDefinition(within(segment, condition));
}

/** The people of two segments at once, as text. */
export const peopleInBoth = (one: string, other: string): string =>
  printDefinition(within(one, { kind: "segment", segment: other }));

/** The people of a segment, as text. */
export const peopleOf = (segment: string): string =>
  printDefinition({ version: 1, condition: { kind: "segment", segment } });

/** What a trace is called in a sentence. */
export function traceText({ kind, name, path, value }: Trace): string {
  if (kind === "event") return `did "${name}" in the last ${LOOKED_DAYS} days`;
  if (kind === "trait") return `${name} is "${value ?? ""}"`;
  return `did "${name}" with ${path.join(".")} "${value ?? ""}"`;
}
