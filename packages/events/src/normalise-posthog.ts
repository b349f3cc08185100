import { drop, type Instant, ok, type Outcome } from "@habitus/kernel";
import { allowedId, deadBlockedId, isBlockedId } from "./blocked-ids.ts";
import type { ItemSpans } from "./body-spans.ts";
import { type ContextWords, contextWords, withContextProperties } from "./context-properties.ts";
import { readTime } from "./event-time.ts";
import {
  type Dead,
  deadField,
  deadReservedProperty,
  deadReservedTrait,
  isAbsent,
  isDead,
  isRecord,
  type JsonRecord,
  placedAt,
  readId,
  readMessageId,
  readEventName,
  readObject,
  shown,
  unfit,
} from "./fields.ts";
import type { Reading } from "./frame.ts";
import { memberText } from "./json-scan.ts";
import { withReducedIps } from "./reduced-ip.ts";
import { CALL_NAMES, type CallType, type TrackedEvent } from "./tracked-event.ts";

/** What PostHog's SDKs send over the event path and is no event. */
const NOT_EVENTS: ReadonlySet<string> = new Set(["$snapshot", "$$heatmap"]);

const CALL_OF_EVENT: ReadonlyMap<string, CallType> = new Map([
  ["$identify", "identify"],
  ["$set", "identify"],
  ["$create_alias", "alias"],
  ["$groupidentify", "group"],
  ["$pageview", "page"],
  ["$screen", "screen"],
]);

/** One PostHog event, its time and its people, before it is known what it becomes. */
type PosthogEvent = {
  readonly call: CallType;
  readonly name: string;
  readonly id: string;
  readonly time: Instant;
  readonly offsetMinutes: number | null;
  readonly userId: string | null;
  readonly anonymousId: string | null;
  readonly properties: JsonRecord;
  readonly propertiesText: string;
};

/**
 * One PostHog event as one or two of ours: `$set` on an event of any kind is an identify call beside it.
 * Source of the rules: PostHog, "Capture API" (documentation); `$set_once` is not applied, since it depends on what is
 * known of the person when the event is read.
 */
export function normalisePosthog(
  item: unknown,
  spans: ItemSpans,
  reading: Reading,
): Outcome<readonly TrackedEvent[]> {
  if (!isRecord(item)) return deadField("not_an_object", "An event must be a JSON object.");
  const refused = unfit(spans, reading.text);
  if (refused !== null) return refused;
  const name = readEventName(item["event"]);
  if (isDead(name)) return name;
  if (name === null) return deadField("no_event_name", `"event" must be given and not empty.`);
  if (NOT_EVENTS.has(name)) return drop("not_an_event");
  const event = readEvent(item, name, spans, reading);
  if (event.kind === "dead") return event;
  const itemText = reading.text.slice(spans.from, spans.to);
  const traits = readTraits(item, event.value, itemText);
  if (isDead(traits)) return traits;
  return becomes(event.value, traits);
}

function readEvent(
  item: JsonRecord,
  name: string,
  spans: ItemSpans,
  reading: Reading,
): { readonly kind: "read"; readonly value: PosthogEvent } | Dead {
  const { text, arrival } = reading;
  const given = readObject(item["properties"], spans.properties, "properties", text);
  if (isDead(given)) return given;
  const propertiesText = withReducedIps(given);
  const properties = isRecord(item["properties"]) ? item["properties"] : {};
  const reserved = deadReservedProperty(properties);
  if (reserved !== null) return reserved;
  const id = readMessageId(item["uuid"], "uuid", text, spans);
  if (isDead(id)) return id;
  const person = readPerson(item, properties, text, spans);
  if (isDead(person)) return person;
  if (person === null) return deadField("no_user_anon_id", `"distinct_id" must be given and not empty.`);
  const anonymous = readId(properties["$anon_distinct_id"], "$anon_distinct_id", propertiesText, WHOLE);
  if (isDead(anonymous)) return anonymous;
  const other = allowedId(anonymous);
  if (isBlockedId(person) && other === null) return deadBlockedId(person, "distinct_id");
  const time = readPosthogTime(item, properties, reading);
  if ("kind" in time) return time;
  const known = isKnown(properties, person);
  return {
    kind: "read",
    value: {
      call: CALL_OF_EVENT.get(name) ?? "track",
      name,
      id: id ?? arrival.newId(text.slice(spans.from, spans.to)),
      time: time.at,
      offsetMinutes: time.offsetMinutes,
      userId: known ? allowedId(person) : null,
      anonymousId: known ? other : (allowedId(person) ?? other),
      properties,
      propertiesText,
    },
  };
}

/** A text of its own: `readId` looks for the token in the whole of it. */
const WHOLE = { from: 0, to: Number.MAX_SAFE_INTEGER };

function readPerson(
  item: JsonRecord,
  properties: JsonRecord,
  text: string,
  spans: ItemSpans,
): string | null | Dead {
  if (!isAbsent(item["distinct_id"])) return readId(item["distinct_id"], "distinct_id", text, spans);
  const { properties: span } = spans;
  return span === null ? null : readId(properties["distinct_id"], "distinct_id", text, span);
}

/** posthog-js uses the device's own id until someone signs in; servers send the ids of people they know. */
function isKnown(properties: JsonRecord, person: string): boolean {
  if (properties["$is_identified"] === false) return false;
  return properties["$is_identified"] === true || properties["$device_id"] !== person;
}

/** receivedAt - (sent_at - timestamp); an older form says how many milliseconds ago the event was. */
function readPosthogTime(
  item: JsonRecord,
  properties: JsonRecord,
  reading: Reading,
): { readonly at: Instant; readonly offsetMinutes: number | null } | Dead {
  const { receivedAt } = reading.arrival;
  const { timestamp, offset } = item;
  const timezone = properties["$timezone"];
  const zone = typeof timezone === "string" ? timezone : null;
  if (isAbsent(timestamp)) {
    return placedAt(typeof offset === "number" ? receivedAt - offset : receivedAt, null, zone);
  }
  const read = readTime(timestamp);
  if (read === null) return deadField("bad_timestamp", `"timestamp" is ${shown(timestamp)}.`);
  const at = reading.sentAt === null ? read.at : receivedAt - (reading.sentAt - read.at);
  return placedAt(at, read.offsetMinutes, zone);
}

/** What the event sets on its person or group; "{}" when nothing. */
function readTraits(item: JsonRecord, event: PosthogEvent, itemText: string): string | Dead {
  const key = event.call === "group" ? "$group_set" : "$set";
  const own = isAbsent(item[key]);
  const value = own ? event.properties[key] : item[key];
  if (isAbsent(value)) return "{}";
  if (!isRecord(value)) return deadField("wrong_type", `"${key}" must be an object.`);
  const reserved = key === "$set" ? deadReservedTrait(value) : null;
  if (reserved !== null) return reserved;
  return memberText(own ? event.propertiesText : itemText, key) ?? "{}";
}

function becomes(event: PosthogEvent, traits: string): Outcome<readonly TrackedEvent[]> {
  switch (event.call) {
    case "identify":
      return ok([tracked(event, { traits })]);
    case "alias":
      return alias(event);
    case "group":
      return group(event, traits);
    case "track":
    case "page":
    case "screen": {
      const properties = withContextProperties(event.propertiesText, event.properties, saidBy(event));
      const main = tracked(event, { properties });
      if (traits === "{}") return ok([main]);
      const set = { ...tracked(event, { traits }), type: "identify", name: CALL_NAMES.identify } as const;
      return ok([main, { ...set, id: `${event.id}:$set` }]);
    }
  }
}

/** PostHog's SDKs say among the properties what others say in the context. */
function saidBy({ call, properties: sent }: PosthogEvent): ContextWords {
  const context: JsonRecord = {
    device: { type: sent["$device_type"] },
    os: { name: sent["$os"] },
    campaign: {
      source: sent["utm_source"],
      medium: sent["utm_medium"],
      name: sent["utm_campaign"],
      term: sent["utm_term"],
      content: sent["utm_content"],
    },
    page: {
      url: sent["$current_url"],
      path: sent["$pathname"],
      // Elsewhere it is a property of the sender's own, such as the title of a film.
      title: call === "page" ? sent["title"] : undefined,
      referrer: sent["$referrer"],
    },
    locale: sent["$browser_language"],
    library: { name: sent["$lib"], version: sent["$lib_version"] },
    userAgent: sent["$raw_user_agent"],
  };
  return contextWords((key) => context[key]);
}

function tracked(event: PosthogEvent, parts: Partial<TrackedEvent>): TrackedEvent {
  return {
    type: event.call,
    id: event.id,
    name: event.call === "track" ? event.name : CALL_NAMES[event.call],
    time: event.time,
    offsetMinutes: event.offsetMinutes,
    userId: event.userId,
    anonymousId: event.anonymousId,
    previousId: null,
    groupId: null,
    properties: "{}",
    traits: "{}",
    context: "{}",
    ...parts,
  };
}

function alias(event: PosthogEvent): Outcome<readonly TrackedEvent[]> {
  const previousId = readId(event.properties["alias"], "alias", event.propertiesText, WHOLE);
  if (isDead(previousId)) return previousId;
  if (previousId === null) return deadField("no_previous_id", `An alias needs "alias".`);
  if (isBlockedId(previousId)) return deadBlockedId(previousId, "alias");
  return ok([tracked(event, { previousId, userId: event.userId ?? event.anonymousId, anonymousId: null })]);
}

/** Servers describe a group under a made-up distinct_id, `$company_acme`: such a call names no person. */
function group(event: PosthogEvent, traits: string): Outcome<readonly TrackedEvent[]> {
  const groupId = readId(event.properties["$group_key"], "$group_key", event.propertiesText, WHOLE);
  if (isDead(groupId)) return groupId;
  if (groupId === null) return deadField("no_group_id", `A group needs "$group_key".`);
  if (isBlockedId(groupId)) return deadBlockedId(groupId, "$group_key");
  if (event.userId === `$${String(event.properties["$group_type"])}_${groupId}`) {
    return deadField("group_without_person", "The group was described without a person.");
  }
  return ok([tracked(event, { groupId, traits })]);
}
