import { packRecord, unpackRecord } from "./record-text.ts";
import type { CallType, TrackedEvent } from "./tracked-event.ts";

const EVENT_RECORD_VERSION = 1;

export type EventRecord = {
  /** Key id of the source that sent them. */
  readonly source: string;
  readonly events: readonly TrackedEvent[];
};

/** Fields of one event in the header, which is one flat list: source, then these of every event. */
type HeaderFields = readonly [
  type: CallType,
  id: string,
  name: string,
  time: number,
  offsetMinutes: number | null,
  userId: string | null,
  anonymousId: string | null,
  previousId: string | null,
  groupId: string | null,
  properties: number,
  traits: number,
  context: number,
];
const FIELDS = 12;

/** Instead of a length: the text is "{}". */
const EMPTY = 0;
/** Instead of a length: the context is that of the event before. */
const SAME = -1;

/** The payload of a log record of kind `events`. */
export function encodeEvents(source: string, events: readonly TrackedEvent[]): Uint8Array {
  const header: (string | number | null)[] = [source];
  let texts = "";
  let lastContext = "";
  for (const event of events) {
    const { properties, traits, context } = event;
    header.push(event.type, event.id, event.name, event.time, event.offsetMinutes);
    header.push(event.userId, event.anonymousId, event.previousId, event.groupId);
    header.push(keptLength(properties), keptLength(traits));
    if (properties !== "{}") texts += properties;
    if (traits !== "{}") texts += traits;
    if (context === lastContext) header.push(SAME);
    else {
      header.push(keptLength(context));
      if (context !== "{}") texts += context;
      lastContext = context;
    }
  }
  return packRecord(EVENT_RECORD_VERSION, header, texts);
}

function keptLength(text: string): number {
  return text === "{}" ? EMPTY : text.length;
}

/** @throws HabitusError `record_unreadable` when another version of the format wrote the record. */
export function decodeEvents(payload: Uint8Array): EventRecord {
  const unpacked = unpackRecord(EVENT_RECORD_VERSION, payload);
  const { text } = unpacked;
  const header = unpacked.header as readonly [source: string, ...fields: HeaderFields[number][]];
  const events: TrackedEvent[] = [];
  let at = unpacked.textsFrom;
  let context = "{}";
  const cut = (length: number): string => {
    if (length === EMPTY) return "{}";
    at += length;
    return text.slice(at - length, at);
  };
  for (let field = 1; field < header.length; field += FIELDS) {
    const properties = cut(header[field + 9] as HeaderFields[9]);
    const traits = cut(header[field + 10] as HeaderFields[10]);
    const contextLength = header[field + 11] as HeaderFields[11];
    if (contextLength !== SAME) context = cut(contextLength);
    events.push({
      type: header[field] as HeaderFields[0],
      id: header[field + 1] as HeaderFields[1],
      name: header[field + 2] as HeaderFields[2],
      time: header[field + 3] as HeaderFields[3],
      offsetMinutes: header[field + 4] as HeaderFields[4],
      userId: header[field + 5] as HeaderFields[5],
      anonymousId: header[field + 6] as HeaderFields[6],
      previousId: header[field + 7] as HeaderFields[7],
      groupId: header[field + 8] as HeaderFields[8],
      properties,
      traits,
      context,
    });
  }
  return { source: header[0], events };
}
