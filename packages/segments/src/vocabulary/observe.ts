import { isContextProperty, isJsonObject, type JsonObject, type JsonValue } from "@habitus/kernel";
import { asNumber, asText, asTime } from "../reference/values.ts";
import type { PropertyPath } from "../tree/definition.ts";
import type { KnownItems, KnownProperty, Reading } from "./vocabulary.ts";

/** How much of what was sent is kept. */
export const OBSERVED = {
  /** Properties of one event that were sent. */
  properties: 90,
  /** Beside them, those that it took along from its context. */
  ofContext: 30,
  /** Of what lies in the items of one list. */
  ofItems: 30,
  /** Keys of one path, and lists in lists. */
  depth: 4,
  /** Values of one property. */
  values: 15,
  /** Characters of a value; longer ones are not kept. */
  valueLength: 60,
} as const;

/** An object and how often it was there. */
export type Sample = { readonly value: JsonObject; readonly times: number };

type Found = Map<string, Seen>;

type Seen = {
  readonly path: PropertyPath;
  seen: number;
  readonly readings: Set<Reading>;
  readonly values: Map<string, number>;
  /** A value was met that is not among `values`. */
  more: boolean;
  /** Of the items, where a list was met. */
  items: Found | null;
};

/**
 * What the properties of some objects look like, most frequent first, and behind them what their context says. A value that was there only once is not listed: it is
 * nothing to choose from, and may say who somebody is.
 */
export function observe(samples: readonly Sample[]): {
  readonly properties: readonly KnownProperty[];
  readonly closed: boolean;
} {
  const found: Found = new Map();
  for (const { value, times } of samples) lookInto(value, { path: [], times, found, depth: OBSERVED.depth });
  const all = mostFrequentFirst(found);
  // Each has places of its own: neither drives the other out, nor leaves it unknown whether there are more of it.
  const sent = all.filter((each) => !isOfContext(each)).slice(0, OBSERVED.properties);
  const ofContext = all.filter(isOfContext).slice(0, OBSERVED.ofContext);
  const properties = [...sent, ...ofContext].map(known);
  return { properties, closed: properties.length === all.length };
}

function mostFrequentFirst(found: Found): readonly Seen[] {
  return [...found.values()].sort((a, b) => b.seen - a.seen);
}

function isOfContext({ path: [first = ""] }: Seen): boolean {
  return isContextProperty(first);
}

/** Where something lies, how often it was there, where it is noted, and how much deeper is looked. */
type Place = {
  readonly path: PropertyPath;
  readonly times: number;
  readonly found: Found;
  readonly depth: number;
};

function lookInto(object: JsonObject, { path, times, found, depth }: Place): void {
  for (const [key, value] of Object.entries(object)) {
    lookAt(value, { path: [...path, key], times, found, depth: depth - 1 });
  }
}

function lookAt(value: JsonValue, place: Place): void {
  if (value === null || value === "") return;
  const seen = note(value, place);
  if (place.depth <= 0) return;
  if (isJsonObject(value)) lookInto(value, place);
  if (!Array.isArray(value)) return;
  const items = (seen.items ??= new Map());
  for (const item of value as readonly JsonValue[]) {
    const inside = { path: [], times: place.times, found: items, depth: place.depth };
    if (isJsonObject(item)) lookInto(item, inside);
    else lookAt(item, { ...inside, depth: place.depth - 1 });
  }
}

function note(value: JsonValue, { path, times, found }: Place): Seen {
  const id = JSON.stringify(path);
  const seen = found.get(id) ?? {
    path,
    seen: 0,
    readings: new Set(),
    values: new Map(),
    more: false,
    items: null,
  };
  found.set(id, seen);
  seen.seen += times;
  for (const reading of readingsOf(value)) seen.readings.add(reading);
  const text = jsonOf(value);
  if (text === null) seen.more = true;
  else seen.values.set(text, (seen.values.get(text) ?? 0) + times);
  return seen;
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

function known({ path, seen, readings, values, more, items }: Seen): KnownProperty {
  const repeated = [...values].filter(([, times]) => times > 1).sort(([, a], [, b]) => b - a);
  const listed = repeated.slice(0, OBSERVED.values).map(([value]) => value);
  return {
    path,
    seen,
    readings: [...readings],
    values: listed,
    closed: !more && listed.length === values.size,
    ...(items === null ? {} : { items: knownItems(items) }),
  };
}

function knownItems(found: Found): KnownItems {
  const all = mostFrequentFirst(found);
  const properties = all.slice(0, OBSERVED.ofItems).map(known);
  return { properties, closed: properties.length === all.length };
}
