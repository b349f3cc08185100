import type { Instant, JsonObject, JsonValue } from "@habitus/kernel";

/** One event of a person as the reference and stream evaluators see it. Order inside a person: (time, idHash). */
export type HistoryEvent = {
  readonly name: string;
  readonly time: Instant;
  /** 32 hex digits (kernel `hashHex`); breaks ties between events of one instant. */
  readonly idHash: string;
  /** Minutes east of UTC of the event's own clock, null when unknown. */
  readonly offsetMinutes: number | null;
  readonly properties: JsonObject;
  /** What its sender calls it, where that is known; no evaluator reads it. */
  readonly id?: string;
};

/** One change of a trait; `value` null removes it. Order: (time, idHash). */
export type TraitChange = {
  readonly name: string;
  readonly value: JsonValue;
  readonly time: Instant;
  readonly idHash: string;
};

/** All that is known of one person, in any order and each event id once. What lies after now is not visible yet. */
export type History = {
  readonly events: readonly HistoryEvent[];
  readonly traits: readonly TraitChange[];
};
