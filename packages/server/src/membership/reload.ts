import { isJsonObject, type JsonObject, parseJson } from "@habitus/kernel";
import type { History, HistoryEvent, TraitChange } from "@habitus/segments";
import type { Offset } from "../log/log.ts";
import type { EventReads, StoredEvent, StoredTrait } from "../store/event-reads.ts";
import type { NodeNumber } from "../store/event-store.ts";
import { toTransitionEvent } from "./transition-event.ts";
import { transitionId } from "./transition.ts";
import { type TransitionLog, transitionsOf } from "./transition-log.ts";

export type Reload = {
  /** All that the event store holds of a person's nodes, up to and including the log record `upTo`; events with their own ids. */
  history(nodes: readonly NodeNumber[], upTo: Offset, signal?: AbortSignal): Promise<History>;
};

/** What of a row makes the evaluators' event. */
export type HistoryRow = Pick<StoredEvent, "name" | "time" | "idHash" | "offsetMinutes" | "properties">;

export type TraitPast = Pick<StoredTrait, "name" | "value" | "time" | "idHash">;

/**
 * Rebuilds what is known of a person from the event store and the log of transitions: what no kept state can answer is answered
 * from here.
 */
export function createReload(
  events: Pick<EventReads, "history">,
  transitions: Pick<TransitionLog, "of">,
): Reload {
  return {
    async history(nodes, upTo, signal) {
      const stored = await events.history({ nodes, upTo }, signal);
      const made = nodes.flatMap((node) => [...transitionsOf(transitions, node)]);
      return {
        events: [
          ...stored.events.map((row) => ({ ...toHistoryEvent(row), id: row.id })),
          ...made
            .filter(({ offset }) => offset <= upTo)
            .map((each) => ({ ...toTransitionEvent(each), id: transitionId(each) })),
        ],
        traits: stored.traits.map(toTraitChange),
      };
    },
  };
}

/** A stored row as evaluators see it. */
export function toHistoryEvent(row: HistoryRow): HistoryEvent {
  const { name, time, idHash, offsetMinutes } = row;
  return { name, time, idHash, offsetMinutes, properties: readObject(row.properties) };
}

export function toTraitChange({ name, value, time, idHash }: TraitPast): TraitChange {
  return { name, value: parseJson(value), time, idHash };
}

const NOTHING: JsonObject = {};

function readObject(text: string): JsonObject {
  if (text === "{}") return NOTHING;
  const value = parseJson(text);
  return isJsonObject(value) ? value : {};
}
