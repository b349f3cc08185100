import { describe, expect, it } from "vitest";
import { type Call, normaliseBody, parseBody, type Taken } from "./normalise-body.ts";
import type { TrackedEvent } from "./tracked-event.ts";

const RECEIVED = Date.parse("2026-11-21T18:00:00.000Z");
const arrival = { receivedAt: RECEIVED, newId: () => "made-id" };

function take(text: string, shape: Call["shape"] = "event"): Taken {
  const body = parseBody(text);
  if (body === null) throw new Error(`not JSON: ${text}`);
  const taken = normaliseBody(body, { dialect: "segment", shape }, arrival);
  if (taken.kind !== "taken") throw new Error(taken.detail);
  return taken;
}

/** The one event of a body. */
function one(call: Readonly<Record<string, unknown>> | string, shape?: Call["shape"]): TrackedEvent {
  const taken = take(typeof call === "string" ? call : JSON.stringify(call), shape);
  expect(taken.rejected).toEqual([]);
  const [event] = taken.events;
  if (event === undefined) throw new Error("no event");
  return event;
}

/** The reason of the one dead letter of a body. */
function reason(call: unknown, shape?: Call["shape"]): string {
  const taken = take(typeof call === "string" ? call : JSON.stringify(call), shape);
  expect(taken.events).toEqual([]);
  expect(taken.rejected).toHaveLength(1);
  expect(taken.rejected[0]?.detail).toMatch(/\.$/);
  return taken.rejected[0]?.reason ?? "";
}

const track = { type: "track", event: "Order Completed", userId: "u1", messageId: "m1" };

describe("a call of the Segment spec", () => {
  it("becomes an event, its texts untouched", () => {
    const text = `{ "type":"track","event":"Order Completed","userId":"u1","anonymousId":"a1","messageId":"m1",
      "properties": { "total" : 1.0, "big":12345678901234567890,"e":"\\u00e9\\ud800", "a.b":null } ,
      "context":{"ip":"::1"},"timestamp":"2026-11-21T17:00:00.000Z"}`;
    expect(one(text)).toEqual({
      type: "track",
      id: "m1",
      name: "Order Completed",
      time: Date.parse("2026-11-21T17:00:00.000Z"),
      offsetMinutes: null,
      userId: "u1",
      anonymousId: "a1",
      previousId: null,
      groupId: null,
      properties: `{ "total" : 1.0, "big":12345678901234567890,"e":"\\u00e9\\ud800", "a.b":null }`,
      traits: "{}",
      context: `{"ip":"::"}`,
    });
  });

  it("takes its type from the path, whatever it says itself", () => {
    expect(one({ userId: "u1", traits: { a: 1 } }, "identify")).toMatchObject({
      type: "identify",
      traits: '{"a":1}',
    });
    expect(one({ ...track, type: "alias" }, "track").type).toBe("track");
  });

  it("gets a messageId when it has none", () => {
    for (const messageId of [undefined, null, ""]) expect(one({ ...track, messageId }).id).toBe("made-id");
  });

  it("has ids as text, long numbers digit by digit", () => {
    expect(one({ ...track, userId: 42 }).userId).toBe("42");
    const long = `{"type":"track","event":"e","userId":12345678901234567890,"anonymousId":12345678901234567891}`;
    expect(one(long)).toMatchObject({ userId: "12345678901234567890", anonymousId: "12345678901234567891" });
    expect(one(`{"type":"track","event":"e","userId":1e999}`).userId).toBe("1e999");
    expect(one({ ...track, userId: "", anonymousId: "a1" })).toMatchObject({
      userId: null,
      anonymousId: "a1",
    });
    expect(one({ type: "track", event: "e", user_id: "u1" }).userId).toBe("u1");
  });

  it("knows page and screen by name and category, the call's own word before the property", () => {
    const page = one({
      type: "page",
      userId: "u1",
      name: "Home",
      category: "Docs",
      properties: { url: "/", name: "x" },
    });
    expect(page).toMatchObject({
      name: "Page Viewed",
      properties: '{"url":"/","name":"Home","category":"Docs"}',
    });
    const same = `{"type":"screen","userId":"u1","name":"Home","properties":{ "name":"Home" }}`;
    expect(one(same)).toMatchObject({ name: "Screen Viewed", properties: '{ "name":"Home" }' });
    expect(one({ type: "page", userId: "u1" }).properties).toBe("{}");
  });

  it("identifies, groups and joins", () => {
    expect(one({ type: "group", userId: "u1", groupId: 7, traits: { n: 1 } })).toMatchObject({
      name: "$group",
      groupId: "7",
      traits: '{"n":1}',
    });
    expect(one({ type: "alias", userId: "u2", previousId: "u1" })).toMatchObject({
      name: "$alias",
      userId: "u2",
      previousId: "u1",
    });
    const rudder = `{"type":"identify","userId":"u1","context":{"traits":{ "plan":"pro" },"ip":"1"}}`;
    expect(one(rudder)).toMatchObject({ name: "$identify", traits: '{ "plan":"pro" }' });
  });

  it.each<[string, unknown]>([
    ["no_user_anon_id", { type: "track", event: "e" }],
    ["no_user_anon_id", { type: "track", event: "e", userId: "", anonymousId: null }],
    ["no_event_name", { type: "track", userId: "u1" }],
    ["no_event_name", { type: "track", userId: "u1", event: "" }],
    ["wrong_type", { type: "track", userId: "u1", event: 5 }],
    ["unknown_type", { userId: "u1", event: "e" }],
    ["unknown_type", { ...track, type: "Track" }],
    ["unknown_type", { ...track, type: "constructor" }],
    ["unknown_type", { ...track, type: ["track"] }],
    ["no_group_id", { type: "group", userId: "u1" }],
    ["no_user_id", { type: "alias", anonymousId: "a1", previousId: "p" }],
    ["no_previous_id", { type: "alias", userId: "u1" }],
    ["wrong_type", { ...track, userId: { id: 1 } }],
    ["wrong_type", { ...track, anonymousId: true }],
    ["wrong_type", { ...track, properties: [] }],
    ["wrong_type", { ...track, properties: "a=1" }],
    ["wrong_type", { ...track, context: 5 }],
    ["wrong_type", { type: "identify", userId: "u1", traits: [1] }],
    ["wrong_type", { type: "identify", userId: "u1", context: { traits: 1 } }],
    ["wrong_type", { type: "page", userId: "u1", name: {} }],
    ["bad_id", { ...track, userId: "a\0b" }],
    ["bad_id", `{"type":"track","event":"e","userId":"\\ud800"}`],
    ["bad_id", { ...track, event: "\0" }],
    ["id_too_long", { ...track, userId: "x".repeat(501) }],
    ["id_too_long", { ...track, event: "x".repeat(501) }],
    ["message_id_too_long", { ...track, messageId: "x".repeat(100) }],
    ["bad_timestamp", { ...track, timestamp: "yesterday" }],
    ["bad_timestamp", { ...track, timestamp: [] }],
    ["time_out_of_range", { ...track, timestamp: "1969-12-31T23:59:59.999Z" }],
    ["time_out_of_range", { ...track, timestamp: "2200-01-01T00:00:00.000Z" }],
    ["time_out_of_range", `{"type":"track","event":"e","userId":"u1","timestamp":1e999}`],
    ["event_too_large", { ...track, properties: { a: "x".repeat(32 * 1024) } }],
    ["event_too_large", { ...track, properties: { a: "é".repeat(17 * 1024) } }],
    [
      "too_deep",
      `{"type":"track","event":"e","userId":"u1","properties":${'{"a":'.repeat(64)}1${"}".repeat(64)}}`,
    ],
  ])("is kept aside as %s: %j", (expected, call) => {
    expect(reason(call)).toBe(expected);
  });

  it("keeps what lies just inside the limits", () => {
    const long = { ...track, userId: "u".repeat(500), messageId: "m".repeat(99), event: "e".repeat(500) };
    expect(one(long)).toMatchObject({ id: long.messageId, name: long.event });
    const deep = `{"type":"track","event":"e","userId":"u1","properties":${'{"a":'.repeat(63)}1${"}".repeat(63)}}`;
    expect(one(deep).properties).toContain("1");
    const empty = JSON.stringify({ ...track, properties: { a: "" } });
    const full = JSON.stringify({ ...track, properties: { a: "é".repeat((32 * 1024 - empty.length) / 2) } });
    expect(one(full).type).toBe("track");
    expect(one({ ...track, timestamp: "2199-12-31T23:59:59.999Z" }).time).toBe(7_258_118_399_999);
    expect(one({ ...track, timestamp: 0 }).time).toBe(0);
  });

  it("is not harmed by keys that name the machinery of objects", () => {
    const text = `{"type":"track","event":"e","userId":"u1","__proto__":{"userId":"evil"},"constructor":{"prototype":{}},
      "properties":{"__proto__":{"polluted":true},"constructor":1,"toString":2}}`;
    expect(one(text).properties).toBe(`{"__proto__":{"polluted":true},"constructor":1,"toString":2}`);
    expect(reason(`{"type":"track","event":"e","__proto__":{"userId":"evil"}}`)).toBe("no_user_anon_id");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("the time of an event", () => {
  const time = (call: Readonly<Record<string, unknown>>): string =>
    new Date(one({ ...track, ...call }).time).toISOString();

  it("is the server's when none is given", () => {
    expect(time({})).toBe("2026-11-21T18:00:00.000Z");
    expect(time({ timestamp: "", sentAt: "2020-01-01T00:00:00.000Z" })).toBe("2026-11-21T18:00:00.000Z");
  });

  it("is corrected by the sender's clock, as in the spec's example", () => {
    const body = parseBody(
      JSON.stringify({
        ...track,
        originalTimestamp: "2015-12-12T19:11:01.152Z",
        sentAt: "2015-12-12T19:11:01.169Z",
      }),
    );
    if (body === null) throw new Error("not JSON");
    const receivedAt = Date.parse("2015-12-12T19:11:01.266Z");
    const taken = normaliseBody(body, { dialect: "segment", shape: "event" }, { ...arrival, receivedAt });
    expect(taken).toMatchObject({ events: [{ time: Date.parse("2015-12-12T19:11:01.249Z") }] });
  });

  it("is the caller's own where an SDK sends both", () => {
    const both = { timestamp: "2015-12-12T19:11:01.249Z", originalTimestamp: "2015-12-12T19:11:01.152Z" };
    expect(time({ ...both, sentAt: "2015-12-12T19:11:01.169Z" })).toBe("2015-12-12T19:11:01.249Z");
  });

  it("is left as it is without a sentAt that can be read, and may lie in the future", () => {
    expect(time({ timestamp: "2010-12-01T08:26:00Z" })).toBe("2010-12-01T08:26:00.000Z");
    expect(time({ timestamp: "2010-12-01T08:26:00Z", sentAt: "soon" })).toBe("2010-12-01T08:26:00.000Z");
    expect(time({ timestamp: "2030-01-01T00:00:00Z" })).toBe("2030-01-01T00:00:00.000Z");
  });

  it("keeps the offset it was written with, else that of the context's zone", () => {
    expect(one({ ...track, timestamp: "2026-11-21T18:00:00+05:30" }).offsetMinutes).toBe(330);
    const context = { timezone: "America/New_York" };
    expect(one({ ...track, timestamp: "2026-07-01T18:00:00Z", context }).offsetMinutes).toBe(-240);
    expect(one({ ...track, timestamp: "2026-07-01T18:00:00+02:00", context }).offsetMinutes).toBe(120);
    expect(one({ ...track, context: { timezone: "Mars/Olympus" } }).offsetMinutes).toBeNull();
    expect(one({ ...track, context: { timezone: 5 } }).offsetMinutes).toBeNull();
  });
});
