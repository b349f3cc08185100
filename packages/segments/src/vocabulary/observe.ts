import { isContextProperty, isJsonObject, type JsonObject, type JsonValue } from "@habitus/kernel";
import { asNumber, asText, asTime } from "../reference/values.ts";
import type { PropertyPath } from "../tree/definition.ts";
import type { KnownProperty, Reading } from "./vocabulary.ts";

/** How much of what was sent is kept. */
export const OBSERVED = {
  /** Properties of one event that were sent. */
  properties: 90,
  /** Beside them, those that it took along from its context. */
  ofContext: 30,
  /** Keys of one path. */
  depth: 4,
  /** Values of one property. */
  values: 15,
  /** Characters of a value; longer ones are not kept. */
  valueLength: 60,
} as const;

/** An object and how often it was there. */
export type Sample = { readonly value: JsonObject; readonly times: number };

type Seen = {
  readonly path: PropertyPath;
  seen: number;
  readonly readings: Set<Reading>;
  readonly values: Map<string, number>;
  /** A value was met that is not among `values`. */
  more: boolean;
};

/**
 * What the properties of some objects look like, most frequent first, and behind them what their context says. A value that was there only once is not listed: it is
 * nothing to choose from, and may say who somebody is.
 */
export function observe(samples: readonly Sample[]): {
  readonly properties: readonly KnownProperty[];
  readonly closed: boolean;
} {
  const found = new Map<string, Seen>();
  for (const { value, times } of samples) lookInto(value, [], times, found);
  const all = [...found.values()].sort((a, b) => b.seen - a.seen);
  // Each has places of its own: neither drives the other out, nor leaves it unknown whether there are more of it.
  const sent = all.filter((each) => !isOfContext(each)).slice(0, OBSERVED.properties);
  const ofContext = all.filter(isOfContext).slice(0, OBSERVED.ofContext);
  const properties = [...sent, ...ofContext].map(known);
  return { properties, closed: properties.length === all.length };
}

function isOfContext({ path: [first = ""] }: Seen): boolean {
  return isContextProperty(first);
}

function lookInto(object: JsonObject, path: PropertyPath, times: number, found: Map<string, Seen>): void {
  for (const [key, value] of Object.entries(object)) {
    if (value === null || value === "") continue;
    const own = [...path, key];
    note(value, own, times, found);
    if (isJsonObject(value) && own.length < OBSERVED.depth) lookInto(value, own, times, found);
  }
}

function note(value: JsonValue, path: PropertyPath, times: number, found: Map<string, Seen>): void {
  const id = JSON.stringify(path);
  const seen = found.get(id) ?? { path, seen: 0, readings: new Set(), values: new Map(), more: false };
  found.set(id, seen);
  seen.seen += times;
  for (const reading of readingsOf(value)) seen.readings.add(reading);
  const text = jsonOf(value);
  if (text === null) seen.more = true;
  else seen.values.set(text, (seen.values.get(text) ?? 0) + times);
}

function readingsOf(value: JsonValue): readonly Reading[] {
  const readings: Reading[] = [];
  if (asText(value) !== null) readings.push("text");
  if (asNumber(value) !== null) readings.push("number");
  if (asTime(value) !== null) readings.push("time");
  if (typeof value === "boolean") readings.push("boolean");
  return readings;
}

/** Null for what is no single value, or too long to choose from a list. */
function jsonOf(value: JsonValue): string | null {
  const text = asText(value);
  if (text === null || text.length > OBSERVED.valueLength) return null;
  return typeof value === "string" ? JSON.stringify(value) : text;
}

function known({ path, seen, readings, values, more }: Seen): KnownProperty {
  const repeated = [...values].filter(([, times]) => times > 1).sort(([, a], [, b]) => b - a);
  const listed = repeated.slice(0, OBSERVED.values).map(([value]) => value);
  return {
    path,
    seen,
    readings: [...readings],
    values: listed,
    closed: !more && listed.length === values.size,
  };
}
