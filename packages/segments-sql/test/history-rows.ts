import { ExactNumber, formatInstant, isTransitionEvent, type JsonValue } from "@habitus/kernel";
import type { History } from "@habitus/segments";
import { EVENTS_BY_NAME, EVENTS_BY_NODE, MOVES, NODES, TRAITS, TRANSITIONS } from "../src/index.ts";

/** A person as the store would hold it: the first node gives the person its number, the others were moved to it. */
export type StoredPerson = {
  readonly nodes: readonly [number, ...number[]];
  readonly history: History;
};

export type StoreRow = Readonly<Record<string, string | number | null>>;

/**
 * The store's rows of whole histories, by table, in the form that `INSERT ... FORMAT JSONEachRow` takes. Events and
 * traits are dealt out over a person's nodes in turn.
 */
export function historyRows(people: readonly StoredPerson[]): Readonly<Record<string, readonly StoreRow[]>> {
  const events: StoreRow[] = [];
  const traits: StoreRow[] = [];
  const moves: StoreRow[] = [];
  const nodes: StoreRow[] = [];
  let offset = 0;
  for (const { nodes: own, history } of people) {
    const [person] = own;
    for (const node of own) nodes.push({ offset: ++offset, node });
    for (const node of own.slice(1)) moves.push({ offset: ++offset, node, person });
    for (const [turn, event] of history.events.entries()) {
      const time = storedInstant(event.time);
      const node = own[turn % own.length] ?? person;
      const id = idOf(event.idHash);
      const { name, offsetMinutes } = event;
      const written = {
        name,
        time,
        received_at: time,
        offset_minutes: offsetMinutes,
        properties: jsonText(event.properties),
      };
      const sent = { id: event.idHash, id_hash: id, context: "{}", source: "" };
      events.push({ offset: ++offset, idx: 0, node, ...written, ...sent });
    }
    for (const [turn, change] of history.traits.entries()) {
      const node = own[turn % own.length] ?? person;
      const value = jsonText(change.value);
      const time = storedInstant(change.time);
      traits.push({
        offset: ++offset,
        idx: 0,
        node,
        name: change.name,
        value,
        time,
        id_hash: idOf(change.idHash),
      });
    }
  }
  const sent = events.filter(({ name }) => !isTransitionEvent(String(name)));
  return {
    [EVENTS_BY_NAME.name]: sent,
    [EVENTS_BY_NODE.name]: sent,
    [TRANSITIONS.name]: events.filter(({ name }) => isTransitionEvent(String(name))),
    [TRAITS.name]: traits,
    [MOVES.name]: moves,
    [NODES.name]: nodes,
  };
}

/** 32 hex digits as the decimal text of one number. */
const idOf = (idHash: string): string => BigInt(`0x${idHash}`).toString();

const storedInstant = (at: number): string => formatInstant(at).slice(0, 23).replace("T", " ");

/** JSON text that keeps every digit of an exact number. */
function jsonText(value: JsonValue): string {
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value)
      .map(([key, inner]) => `${JSON.stringify(key)}:${jsonText(inner as JsonValue)}`)
      .join(",")}}`;
  }
  return JSON.stringify(value);
}
