import { isJsonObject, type JsonObject, parseJson } from "@habitus/kernel";
import type { History } from "@habitus/segments";
import type { Offset } from "../log/log.ts";
import type { EventReads, StoredEvent, StoredTrait } from "../store/event-reads.ts";
import type { NodeNumber } from "../store/event-store.ts";

export type Reload = {
  /** All that the event store holds of a person's nodes, up to and including the log record `upTo`. */
  history(nodes: readonly NodeNumber[], upTo: Offset, signal?: AbortSignal): Promise<History>;
};

/** Rebuilds what is known of a person from the event store: what no kept state can answer is answered from here. */
export function createReload(events: EventReads): Reload {
  return {
    async history(nodes, upTo, signal) {
      const stored = await events.history({ nodes, upTo }, signal);
      return { events: stored.events.map(toEvent), traits: stored.traits.map(toTrait) };
    },
  };
}

function toEvent(row: StoredEvent): History["events"][number] {
  const { name, time, idHash, offsetMinutes } = row;
  return { name, time, idHash, offsetMinutes, properties: readObject(row.properties) };
}

function toTrait({ name, value, time, idHash }: StoredTrait): History["traits"][number] {
  return { name, value: parseJson(value), time, idHash };
}

function readObject(text: string): JsonObject {
  const value = parseJson(text);
  return isJsonObject(value) ? value : {};
}
