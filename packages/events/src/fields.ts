import {
  type Instant,
  isMoneyOfProduct,
  isTransitionEvent,
  ITEM_PROPERTY,
  MAX_EVENT_TIME,
  MIN_EVENT_TIME,
  type Outcome,
  readReservedTrait,
} from "@habitus/kernel";
import type { ItemSpans } from "./body-spans.ts";
import { memberText, type Span } from "./json-scan.ts";
import { LIMITS } from "./limits.ts";
import { deadFor } from "./reasons.ts";
import { zoneOffsetMinutes } from "./zone-offset.ts";

/** What `JSON.parse` makes of an object. Its members are its own; only names that no object inherits may be read from it. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export type Dead = Extract<Outcome<never>, { kind: "dead" }>;

const SUSPECT = /[\0\ud800-\udfff]/;
/** In a unicode expression a surrogate is one that has no partner. */
const NUL_OR_HALF_PAIR = /\0|\p{Surrogate}/u;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isDead(value: string | null | Dead): value is Dead {
  return value !== null && typeof value === "object";
}

export function deadField(...args: Parameters<typeof deadFor>): Dead {
  return deadFor(...args) as Dead;
}

/** Null, absent and empty text are all "not given". */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

/**
 * An id as text; null when it is not given. A number becomes text: the token as sent when a double cannot hold it, so
 * two long ids never become one.
 */
export function readId(value: unknown, key: string, text: string, spans: Span): string | null | Dead {
  if (typeof value === "string") return value === "" ? null : checkedText(value, key, LIMITS.idChars);
  if (value === undefined || value === null) return null;
  if (typeof value !== "number") return deadField("wrong_type", `"${key}" must be text or a number.`);
  if (Number.isSafeInteger(value)) return String(value);
  const token = memberText(text.slice(spans.from, spans.to), key) ?? String(value);
  return checkedText(token, key, LIMITS.idChars);
}

/** A text that may become a key of the state store. */
export function checkedText(value: string, key: string, maxChars: number): string | Dead {
  if (value.length > maxChars) {
    return deadField("id_too_long", `"${key}" has ${value.length} characters; ${maxChars} are kept.`);
  }
  return SUSPECT.test(value) && NUL_OR_HALF_PAIR.test(value)
    ? deadField("bad_id", `"${key}" holds a NUL character or half of a surrogate pair.`)
    : value;
}

/** A name that must be text; null when it is not given. */
export function readName(value: unknown, key: string): string | null | Dead {
  if (isAbsent(value)) return null;
  return typeof value === "string"
    ? checkedText(value, key, LIMITS.nameChars)
    : deadField("wrong_type", `"${key}" must be text.`);
}

/** The name of an event; dead when the product alone makes events of it. */
export function readEventName(value: unknown): string | null | Dead {
  const name = readName(value, "event");
  return typeof name === "string" && isTransitionEvent(name)
    ? deadField("reserved_event", `The product itself says ${shown(name)}; calls may not.`)
    : name;
}

/** The messageId; null when one must be made. */
export function readMessageId(value: unknown, key: string, text: string, spans: Span): string | null | Dead {
  const id = readId(value, key, text, spans);
  return typeof id === "string" && id.length >= LIMITS.messageIdChars
    ? deadField(
        "message_id_too_long",
        `"${key}" has ${id.length} characters; it must have fewer than ${LIMITS.messageIdChars}.`,
      )
    : id;
}

/** The text of a member that must be an object; "{}" when it is not given. */
export function readObject(value: unknown, span: Span | null, key: string, text: string): string | Dead {
  if (value === undefined || value === null) return "{}";
  return isRecord(value) && span !== null
    ? text.slice(span.from, span.to)
    : deadField("wrong_type", `"${key}" must be an object.`);
}

/** Dead when one of the traits may be written by the product alone. */
export function deadReservedTrait(traits: JsonRecord): Dead | null {
  const name = Object.keys(traits).find((each) => readReservedTrait(each) !== null);
  return name === undefined
    ? null
    : deadField("reserved_trait", `The trait ${shown(name)} is kept by the product; calls may not write it.`);
}

/** Dead when the properties, or an item of a list among them, hold what the product alone says of items and of money. */
export function deadReservedProperty(properties: JsonRecord): Dead | null {
  const held = reservedIn(properties) ?? reservedInLists(properties);
  if (held === null) return null;
  const what =
    held === ITEM_PROPERTY ? "of the items of its catalogue" : "of amounts in the workspace's currency";
  return deadField("reserved_property", `The product itself says ${shown(held)} ${what}; calls may not.`);
}

function reservedIn(value: unknown): string | null {
  if (!isRecord(value)) return null;
  for (const key in value) {
    if (key.charCodeAt(0) === DOLLAR && (key === ITEM_PROPERTY || isMoneyOfProduct(key))) return key;
  }
  return null;
}

function reservedInLists(properties: JsonRecord): string | null {
  for (const value of Object.values(properties)) {
    if (!Array.isArray(value)) continue;
    for (const item of value) {
      const held = reservedIn(item);
      if (held !== null) return held;
    }
  }
  return null;
}

const DOLLAR = 0x24;

/** A value inside a sentence, short enough to read. */
export function shown(value: unknown): string {
  return value === undefined ? "not given" : JSON.stringify(value).slice(0, 60);
}

/** When and where on the clock an event stands. */
export type EventTime = { readonly at: Instant; readonly offsetMinutes: number | null };

/** The corrected time, if it can be kept, with the offset the sender wrote or else the one its zone had at that time. */
export function placedAt(at: Instant, written: number | null, zone: string | null): EventTime | Dead {
  if (!(at >= MIN_EVENT_TIME && at <= MAX_EVENT_TIME)) {
    return deadField("time_out_of_range", "The event's time is before 1970 or after 2199.");
  }
  if (written !== null || zone === null) return { at, offsetMinutes: written };
  return { at, offsetMinutes: zoneOffsetMinutes(zone, at) };
}

/** What makes an event unfit whatever it says: its depth and its size. */
export function unfit(spans: ItemSpans, text: string): Dead | null {
  if (spans.depth > LIMITS.eventDepth) {
    return deadField(
      "too_deep",
      `The event is nested ${spans.depth} levels deep; ${LIMITS.eventDepth} are kept.`,
    );
  }
  return exceedsBytes(text, spans, LIMITS.eventBytes)
    ? deadField("event_too_large", `The event is larger than ${LIMITS.eventBytes / 1024} KB.`)
    : null;
}

const encoder = new TextEncoder();

/** Whether a span takes more than `limit` bytes of UTF-8. Only texts near the limit are measured exactly. */
export function exceedsBytes(text: string, span: Span, limit: number): boolean {
  const chars = span.to - span.from;
  if (chars > limit) return true;
  return chars * 3 > limit && encoder.encode(text.slice(span.from, span.to)).length > limit;
}
