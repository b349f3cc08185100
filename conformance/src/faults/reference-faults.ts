import type { JsonObject, JsonValue } from "@habitus/kernel";
import type { History } from "@habitus/segments";
import { type Reference, reference } from "../engines/evaluators.ts";

export type ReferenceFault = { readonly name: string; readonly reference: Reference };

function historyFault(name: string, change: (history: History, now: number) => History): ReferenceFault {
  return { name, reference: (plan, history, now) => reference(plan, change(history, now), now) };
}

const emptyAsSpace = (value: JsonValue): JsonValue => (value === "" ? " " : value);

const withoutEmptyText = (properties: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, emptyAsSpace(value)]));

/** The meaning itself misread; the plan's own faults come on top. */
export const REFERENCE_FAULTS: readonly ReferenceFault[] = [
  { name: "now is a millisecond ago", reference: (plan, history, now) => reference(plan, history, now - 1) },
  historyFault("events of the future are visible", ({ events, traits }, now) => ({
    events: events.map((event) => ({ ...event, time: Math.min(event.time, now) })),
    traits,
  })),
  historyFault("traits of the future are in force", ({ events, traits }, now) => ({
    events,
    traits: traits.map((change) => ({ ...change, time: Math.min(change.time, now) })),
  })),
  historyFault("the first value of a trait is in force", ({ events, traits }) => ({
    events,
    traits: traits.map((change) => ({ ...change, time: -change.time })),
  })),
  historyFault("a removed trait stays", ({ events, traits }) => ({
    events,
    traits: traits.filter((change) => change.value !== null),
  })),
  historyFault("empty text is text", ({ events, traits }) => ({
    events: events.map((event) => ({ ...event, properties: withoutEmptyText(event.properties) })),
    traits: traits.map((change) => ({ ...change, value: emptyAsSpace(change.value) })),
  })),
  historyFault("events of one instant are one", ({ events, traits }) => ({
    events: [...new Map(events.map((event) => [`${event.name} ${event.time}`, event])).values()],
    traits,
  })),
  historyFault("the oldest event is forgotten", ({ events, traits }) => {
    const oldest = Math.min(...events.map((event) => event.time));
    return { events: events.filter((event) => event.time !== oldest || events.length < 3), traits };
  }),
];
