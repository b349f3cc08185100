import { ok, type Outcome } from "@habitus/kernel";
import { allowedId, deadBlockedId, isBlockedId } from "./blocked-ids.ts";
import type { ItemSpans } from "./body-spans.ts";
import {
  type ContextWords,
  contextWords,
  hasContextWords,
  withContextProperties,
} from "./context-properties.ts";
import { readTime } from "./event-time.ts";
import {
  type Dead,
  deadField,
  deadReservedProperty,
  deadReservedTrait,
  type EventTime,
  isAbsent,
  isDead,
  isRecord,
  type JsonRecord,
  placedAt,
  readId,
  readMessageId,
  readEventName,
  readName,
  readObject,
  shown,
  unfit,
} from "./fields.ts";
import type { Reading } from "./frame.ts";
import { mergeObjects } from "./json-merge.ts";
import { memberText } from "./json-scan.ts";
import { withReducedIps } from "./reduced-ip.ts";
import { CALL_NAMES, type CallType, type TrackedEvent } from "./tracked-event.ts";

/**
 * One call of Segment's tracking spec, as one event. `item` is what `JSON.parse` made of the text at `spans`.
 * Source of the rules: Segment, "Spec: Common Fields" and "HTTP Tracking API" (documentation, CC BY 4.0).
 */
export function normaliseSegment(item: unknown, spans: ItemSpans, reading: Reading): Outcome<TrackedEvent> {
  const { text, frame, arrival } = reading;
  if (!isRecord(item)) return deadField("not_an_object", "An event must be a JSON object.");
  const refused = unfit(spans, text);
  if (refused !== null) return refused;
  const type = frame.type ?? readType(item["type"] ?? item["action"]);
  if (type === null) return deadField("unknown_type", `"type" is ${shown(item["type"])}.`);

  const id = readMessageId(item["messageId"], "messageId", text, spans);
  if (isDead(id)) return id;
  const ids = readIds(item, type, text, spans);
  if ("kind" in ids) return ids;
  const { userId, anonymousId, other } = ids;
  const name = type === "track" ? readEventName(item["event"]) : CALL_NAMES[type];
  if (isDead(name)) return name;
  const isOfAccount = type === "group" && arrival.ofAccounts === true;
  const missing = missingField(type, { userId, anonymousId, other, isOfAccount });
  if (missing !== null) return missing;
  if (name === null) return deadField("no_event_name", `A track call needs "event", the event's name.`);

  const time = readEventTime(item, reading);
  if ("kind" in time) return time;
  const properties = readProperties(item, type, spans, reading);
  if (isDead(properties)) return properties;
  const context = readContext(item, spans, reading);
  if (isDead(context)) return context;
  const traits = readTraits(item, type, spans, text);
  if (isDead(traits)) return traits;
  return ok({
    type,
    id: id ?? arrival.newId(text.slice(spans.from, spans.to)),
    name,
    time: time.at,
    offsetMinutes: time.offsetMinutes,
    userId,
    anonymousId,
    previousId: type === "alias" ? other : null,
    groupId: type === "group" ? other : null,
    properties,
    traits,
    context,
  });
}

function readType(value: unknown): CallType | null {
  switch (value) {
    case "track":
    case "identify":
    case "page":
    case "screen":
    case "group":
    case "alias":
      return value;
    default:
      return null;
  }
}

/** The spec's own e-mail examples write ids in snake case. */
function readEitherId(
  item: JsonRecord,
  key: string,
  snakeKey: string,
  text: string,
  spans: ItemSpans,
): string | null | Dead {
  const value = item[key];
  return isAbsent(value) ? readId(item[snakeKey], snakeKey, text, spans) : readId(value, key, text, spans);
}

type Ids = {
  readonly userId: string | null;
  readonly anonymousId: string | null;
  /** The id only one type of call has: previousId or groupId. */
  readonly other: string | null;
};

/** The call's ids without those that are nobody's; dead when such an id leaves the call with nobody to belong to. */
function readIds(item: JsonRecord, type: CallType, text: string, spans: ItemSpans): Ids | Dead {
  const userId = readEitherId(item, "userId", "user_id", text, spans);
  if (isDead(userId)) return userId;
  const anonymousId = readEitherId(item, "anonymousId", "anonymous_id", text, spans);
  if (isDead(anonymousId)) return anonymousId;
  const other = readOtherId(item, type, text, spans);
  if (isDead(other)) return other;
  const kept = { userId: allowedId(userId), anonymousId: allowedId(anonymousId), other };
  const isAlias = type === "alias";
  if (other !== null && isBlockedId(other)) return deadBlockedId(other, isAlias ? "previousId" : "groupId");
  if (kept.userId === null && userId !== null && (isAlias || kept.anonymousId === null)) {
    return deadBlockedId(userId, "userId");
  }
  return kept.userId === null && kept.anonymousId === null && anonymousId !== null
    ? deadBlockedId(anonymousId, "anonymousId")
    : kept;
}

/** The id only one type of call has: previousId or groupId. */
function readOtherId(item: JsonRecord, type: CallType, text: string, spans: ItemSpans): string | null | Dead {
  if (type === "group") return readEitherId(item, "groupId", "group_id", text, spans);
  return type === "alias" ? readEitherId(item, "previousId", "previous_id", text, spans) : null;
}

function missingField(
  type: CallType,
  {
    userId,
    anonymousId,
    other,
    isOfAccount,
  }: {
    readonly userId: string | null;
    readonly anonymousId: string | null;
    readonly other: string | null;
    readonly isOfAccount: boolean;
  },
): Dead | null {
  if (userId === null && anonymousId === null && !isOfAccount) {
    return deadField("no_user_anon_id", `"userId" or "anonymousId" must be given and not empty.`);
  }
  if (type === "alias" && userId === null) return deadField("no_user_id", `An alias call needs "userId".`);
  if (type === "alias" && other === null) {
    return deadField("no_previous_id", `An alias call needs "previousId".`);
  }
  return type === "group" && other === null
    ? deadField("no_group_id", `A group call needs "groupId".`)
    : null;
}

/**
 * receivedAt - (sentAt - timestamp), so a wrong clock on the sender's side cancels out. Where a call names both
 * `timestamp` and `originalTimestamp` the first is final already: RudderStack's SDKs write the caller's own time there,
 * and what Segment forwards holds its corrected time there.
 */
function readEventTime(item: JsonRecord, reading: Reading): EventTime | Dead {
  const { timestamp, originalTimestamp } = item;
  const { receivedAt } = reading.arrival;
  const key = isAbsent(timestamp) ? "originalTimestamp" : "timestamp";
  const written = isAbsent(timestamp) ? originalTimestamp : timestamp;
  const zone = zoneOf(item, reading);
  if (isAbsent(written)) return placedAt(receivedAt, null, zone);
  const read = readTime(written);
  if (read === null) return deadField("bad_timestamp", `"${key}" is ${shown(written)}.`);
  const final = !isAbsent(timestamp) && !isAbsent(originalTimestamp);
  const sentAt = isAbsent(item["sentAt"]) ? reading.sentAt : (readTime(item["sentAt"])?.at ?? null);
  const at = final || sentAt === null ? read.at : receivedAt - (sentAt - read.at);
  return placedAt(at, read.offsetMinutes, zone);
}

function zoneOf(item: JsonRecord, { shared }: Reading): string | null {
  const zone = ownContext(item)["timezone"];
  if (typeof zone === "string") return zone;
  const common = shared?.["timezone"];
  return typeof common === "string" ? common : null;
}

function ownContext(item: JsonRecord): JsonRecord {
  return isRecord(item["context"]) ? item["context"] : {};
}

/** What the event's own context says, else that of its batch, as `readContext` puts them together. */
function saidBy(item: JsonRecord, { shared, sharedWords }: Reading): ContextWords {
  const own = ownContext(item);
  if (!hasContextWords(own)) return sharedWords;
  return contextWords((key) => (Object.hasOwn(own, key) ? own[key] : shared?.[key]));
}

/** What the event says of itself, and what its context does. */
function readProperties(item: JsonRecord, type: CallType, spans: ItemSpans, reading: Reading): string | Dead {
  if (type === "identify" || type === "group" || type === "alias") return "{}";
  const said = saidProperties(item, type, spans, reading.text);
  if (isDead(said)) return said;
  const sent = isRecord(item["properties"]) ? item["properties"] : {};
  return withContextProperties(said, sent, saidBy(item, reading));
}

/** A page or screen call's name and category are properties too; the call's own word goes before the property. */
function saidProperties(item: JsonRecord, type: CallType, spans: ItemSpans, text: string): string | Dead {
  const properties = readObject(item["properties"], spans.properties, "properties", text);
  if (isDead(properties)) return properties;
  const reserved = isRecord(item["properties"]) ? deadReservedProperty(item["properties"]) : null;
  if (reserved !== null) return reserved;
  if (type === "track") return properties;
  const name = readName(item["name"], "name");
  if (isDead(name)) return name;
  const category = readName(item["category"], "category");
  if (isDead(category)) return category;
  const own = isRecord(item["properties"]) ? item["properties"] : {};
  const added: Record<string, string> = {};
  if (name !== null && own["name"] !== name) added["name"] = name;
  if (category !== null && own["category"] !== category) added["category"] = category;
  return mergeObjects(properties, JSON.stringify(added));
}

/** RudderStack's browser SDK sends the traits of an identify call in the context alone. */
function readTraits(item: JsonRecord, type: CallType, spans: ItemSpans, text: string): string | Dead {
  if (type !== "identify" && type !== "group") return "{}";
  const context = item["context"];
  const given = isAbsent(item["traits"]) && isRecord(context) ? context["traits"] : item["traits"];
  const reserved = type === "identify" && isRecord(given) ? deadReservedTrait(given) : null;
  if (reserved !== null) return reserved;
  if (type === "group" || !isAbsent(item["traits"]) || !isRecord(context) || spans.context === null) {
    return readObject(item["traits"], spans.traits, "traits", text);
  }
  if (isAbsent(context["traits"])) return "{}";
  return isRecord(context["traits"])
    ? (memberText(text.slice(spans.context.from, spans.context.to), "traits") ?? "{}")
    : deadField("wrong_type", `"context.traits" must be an object.`);
}

/** The batch's context with the event's own over it, key by key. */
function readContext(item: JsonRecord, spans: ItemSpans, reading: Reading): string | Dead {
  const given = readObject(item["context"], spans.context, "context", reading.text);
  const shared = reading.frame.context;
  const own = isDead(given) ? given : withReducedIps(given);
  if (shared === null || isDead(own)) return own;
  return own === "{}" ? shared : mergeObjects(shared, own);
}
