import {
  ExactNumber,
  type Instant,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from "@habitus/kernel";
import type { History, HistoryEvent, TraitChange } from "@habitus/segments";
import type { StreamInput } from "@habitus/segments-stream";
import type { RawJson } from "./value-maker.ts";

export type LifeEvent = Omit<HistoryEvent, "properties"> & { readonly properties: RawJson };
export type LifeTrait = Omit<TraitChange, "value"> & { readonly value: RawJson };

/** Something that arrives at a logical now; what it tells of may lie before or after. */
export type Arrival =
  | { readonly now: Instant; readonly kind: "event"; readonly event: LifeEvent }
  | { readonly now: Instant; readonly kind: "trait"; readonly change: LifeTrait };

/** Somebody else turns out to be this person: all that is known of them is from now on known of this one. */
export type Merge = { readonly now: Instant; readonly kind: "merge"; readonly brings: readonly Arrival[] };

/** The process that keeps the person's state stops and starts again from the bytes it wrote. */
export type Restart = { readonly now: Instant; readonly kind: "restart" };

export type Happening = Arrival | Merge | Restart;

/** All that happens to one person, in order, and the instants at which somebody looks. Plain data: it is what a repro stores. */
export type Life = {
  readonly arrivals: readonly Happening[];
  /** Ascending. */
  readonly probes: readonly Instant[];
};

/** Each id once: the first copy to arrive wins, as the resolver has it. */
export function eachOnce(happenings: readonly Happening[]): readonly Happening[] {
  const seen = new Set<string>();
  const isFirst = (arrival: Arrival): boolean => {
    const id = idOf(arrival);
    return !seen.has(id) && seen.add(id).size > 0;
  };
  return happenings.flatMap((one): readonly Happening[] => {
    if (one.kind === "restart") return [one];
    if (one.kind === "merge") return [{ ...one, brings: one.brings.filter(isFirst) }];
    return isFirst(one) ? [one] : [];
  });
}

/** All that is ever known of the person, each id once; what a merge brought arrives with it. */
export function withoutDuplicates(happenings: readonly Happening[]): readonly Arrival[] {
  return eachOnce(happenings).flatMap((one): readonly Arrival[] => {
    if (one.kind === "restart") return [];
    return one.kind === "merge" ? one.brings.map((brought) => ({ ...brought, now: one.now })) : [one];
  });
}

function idOf(arrival: Arrival): string {
  return arrival.kind === "event"
    ? `event ${arrival.event.idHash}`
    : `trait ${arrival.change.name} ${arrival.change.idHash}`;
}

/** The arrival with its JSON read. */
export function inputOf(arrival: Arrival): StreamInput {
  return arrival.kind === "event"
    ? { kind: "event", event: eventOf(arrival.event) }
    : { kind: "trait", change: { ...arrival.change, value: parseJson(arrival.change.value) } };
}

function eventOf(event: LifeEvent): HistoryEvent {
  return { ...event, properties: objectOf(parseJson(event.properties)) };
}

function objectOf(value: JsonValue): JsonObject {
  if (!isJsonObject(value)) throw new Error("properties are an object");
  return value;
}

/** A history as arrivals, each at its own time, with its JSON written. */
export function arrivalsOf(history: History): readonly Arrival[] {
  return [
    ...history.events.map((event): Arrival => {
      return { now: event.time, kind: "event", event: { ...event, properties: writeJson(event.properties) } };
    }),
    ...history.traits.map((change): Arrival => {
      return { now: change.time, kind: "trait", change: { ...change, value: writeJson(change.value) } };
    }),
  ];
}

function writeJson(value: JsonValue): RawJson {
  if (value instanceof ExactNumber) return value.text;
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}:${writeJson(inner)}`);
    return `{${members.join(",")}}`;
  }
  return Array.isArray(value) ? `[${value.map(writeJson).join(",")}]` : JSON.stringify(value);
}
