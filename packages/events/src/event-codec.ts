import type { Fact } from "./fact-codec.ts";
import { packRecord, unpackRecord } from "./record-text.ts";
import type { CallType, TrackedEvent } from "./tracked-event.ts";

const EVENTS_ALONE = 1;
const EVENTS_WITH_FACTS = 2;

export type EventRecord = {
  /** Key id of the source that sent them. */
  readonly source: string;
  readonly events: readonly TrackedEvent[];
  /** What the events say of people besides: it holds as soon as they do. */
  readonly facts: readonly Fact[];
};

/**
 * Fields of one event in the header, which is one flat list: source, then these of every event. Where there are facts, in version 2, the
 * length of their JSON text stands behind the source, and the text before all others.
 */
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

/** The payload of a log record of kind `events` or `imports`. */
export function encodeEvents(
  source: string,
  events: readonly TrackedEvent[],
  facts: readonly Fact[] = [],
): Uint8Array {
  let texts = facts.length === 0 ? "" : JSON.stringify(facts);
  const header: (string | number | null)[] = facts.length === 0 ? [source] : [source, texts.length];
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
  return packRecord(facts.length === 0 ? EVENTS_ALONE : EVENTS_WITH_FACTS, header, texts);
}

function keptLength(text: string): number {
  return text === "{}" ? EMPTY : text.length;
}

/** @throws HabitusError `record_unreadable` when another version of the format wrote the record. */
export function decodeEvents(payload: Uint8Array): EventRecord {
  const { text, textsFrom, version, ...unpacked } = unpackRecord([EVENTS_ALONE, EVENTS_WITH_FACTS], payload);
  const header = unpacked.header as readonly [source: string, ...fields: HeaderFields[number][]];
  const hasFacts = version === EVENTS_WITH_FACTS;
  const events: TrackedEvent[] = [];
  let at = hasFacts ? textsFrom + Number(header[1]) : textsFrom;
  const facts = hasFacts ? (JSON.parse(text.slice(textsFrom, at)) as readonly Fact[]) : [];
  let context = "{}";
  const cut = (length: number): string => {
    if (length === EMPTY) return "{}";
    at += length;
    return text.slice(at - length, at);
  };
  for (let field = hasFacts ? 2 : 1; field < header.length; field += FIELDS) {
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
  return { source: header[0], events, facts };
}
