import {
  ExactNumber,
  isJsonObject,
  isZoneTrait,
  type JsonObject,
  type JsonValue,
  SEEN_ZONE_TRAIT,
} from "@habitus/kernel";
import type { History, Plan } from "@habitus/segments";
import { type Reference, reference } from "../engines/evaluators.ts";
import { complement, followsHome, isWord, readsAccounts } from "./common.ts";

export type ReferenceFault = {
  readonly name: string;
  readonly reference: Reference;
  /** Plans in which it could matter; without it all. */
  readonly concerns?: (plan: Plan) => boolean;
};

function historyFault(name: string, change: (history: History, now: number) => History): ReferenceFault {
  return { name, reference: (plan, history, now) => reference(plan, change(history, now), now) };
}

function valueFault(name: string, change: (value: JsonValue) => JsonValue): ReferenceFault {
  const inObject = (object: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(object).map(([key, value]) => [key, everywhere(value)]));
  const everywhere = (value: JsonValue): JsonValue => (isJsonObject(value) ? inObject(value) : change(value));
  return historyFault(name, ({ events, traits }) => ({
    events: events.map((event) => ({ ...event, properties: inObject(event.properties) })),
    traits: traits.map((trait) => ({ ...trait, value: everywhere(trait.value) })),
  }));
}

/** The meaning itself misread; the plan's own faults come on top. */
export const REFERENCE_FAULTS: readonly ReferenceFault[] = [
  { name: "now is a millisecond ago", reference: (plan, history, now) => reference(plan, history, now - 1) },
  {
    name: "now is the end of its second",
    reference: (plan, history, now) => reference(plan, history, Math.ceil(now / 1_000) * 1_000),
  },
  {
    name: "nobody who did nothing is a member",
    reference: (plan, history, now) => history.events.length > 0 && reference(plan, history, now),
  },
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
  historyFault("of traits of one instant the smaller hash is in force", ({ events, traits }) => ({
    events,
    traits: traits.map((change) => ({ ...change, idHash: complement(change.idHash) })),
  })),
  {
    ...historyFault("the first word on an account counts", ({ events, traits }) => ({
      events,
      traits: traits.map((change) => (isWord(change) ? { ...change, time: -change.time } : change)),
    })),
    concerns: readsAccounts,
  },
  {
    ...historyFault("all accounts are one", ({ events, traits }) => ({
      events,
      traits: traits.map((change) =>
        isWord(change) && isJsonObject(change.value)
          ? { ...change, value: { ...change.value, account: "one" } }
          : change,
      ),
    })),
    concerns: readsAccounts,
  },
  historyFault("of events of one instant the smaller hash is later", ({ events, traits }) => ({
    events: events.map((event) => ({ ...event, idHash: complement(event.idHash) })),
    traits,
  })),
  historyFault("events of one instant are one", ({ events, traits }) => ({
    events: [...new Map(events.map((event) => [`${event.name} ${event.time}`, event])).values()],
    traits,
  })),
  historyFault("every event counts twice", ({ events, traits }) => ({
    events: events.flatMap((event) => [event, event]),
    traits,
  })),
  historyFault("the oldest event is forgotten", ({ events, traits }) => {
    const oldest = Math.min(...events.map((event) => event.time));
    return { events: events.filter((event) => event.time !== oldest || events.length < 3), traits };
  }),
  historyFault("the newest event is not there yet", ({ events, traits }, now) => {
    const newest = Math.max(...events.map((event) => event.time).filter((time) => time <= now));
    return { events: events.filter((event) => event.time !== newest), traits };
  }),
  historyFault("times are cut to seconds", ({ events, traits }) => ({
    events: events.map((event) => ({ ...event, time: Math.floor(event.time / 1_000) * 1_000 })),
    traits,
  })),
  {
    ...historyFault("people never move", ({ events, traits }) => ({
      events,
      traits: traits.filter((change) => !isZoneTrait(change.name)),
    })),
    concerns: followsHome,
  },
  {
    ...historyFault("what is no zone means UTC", ({ events, traits }) => ({
      events,
      traits: traits.map((change) => {
        const isNone = isZoneTrait(change.name) && !JSON.stringify(change.value).includes("/");
        return isNone ? { ...change, value: "UTC" } : change;
      }),
    })),
    concerns: followsHome,
  },
  {
    ...historyFault("only what people say themselves is where they live", ({ events, traits }) => ({
      events,
      traits: traits.filter((change) => change.name !== SEEN_ZONE_TRAIT),
    })),
    concerns: followsHome,
  },
  historyFault("a dot in a key leads into an object", ({ events, traits }) => ({
    events: events.map((event) => {
      const { "a.b": inner, ...others } = event.properties;
      return inner === undefined ? event : { ...event, properties: { ...others, a: { b: inner } } };
    }),
    traits,
  })),
  valueFault("empty text is text", (value) => (value === "" ? " " : value)),
  valueFault("white space around text does not count", (value) =>
    typeof value === "string" ? value.trim() : value,
  ),
  valueFault("numbers are rounded to whole ones", (value) =>
    typeof value === "number" ? Math.round(value) : value,
  ),
  valueFault("numbers are doubles", (value) => (value instanceof ExactNumber ? Number(value.text) : value)),
  valueFault("text is never a number", (value) =>
    typeof value === "string" && /^-?[0-9.]+$/.test(value) ? `${value} ` : value,
  ),
  valueFault("a truth value is a number", (value) => (typeof value === "boolean" ? Number(value) : value)),
  valueFault("a truth value is a text", (value) => (typeof value === "boolean" ? String(value) : value)),
  valueFault("a list is what it holds", (value) => (Array.isArray(value) ? (value[0] ?? null) : value)),
];
