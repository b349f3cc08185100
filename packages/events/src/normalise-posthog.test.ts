import { describe, expect, it } from "vitest";
import { normaliseBody, parseBody, type Taken } from "./normalise-body.ts";

const RECEIVED = Date.parse("2026-11-21T18:00:00.000Z");
const arrival = { receivedAt: RECEIVED, newId: () => "made-id" };

function take(text: string): Taken {
  const body = parseBody(text);
  if (body === null) throw new Error(`not JSON: ${text}`);
  const taken = normaliseBody(body, { dialect: "posthog", shape: "event" }, arrival);
  if (taken.kind !== "taken") throw new Error(taken.detail);
  return taken;
}

const one = (event: object): Taken => take(JSON.stringify(event));

describe("a PostHog body", () => {
  it("is one event, a list, or an object with a list", () => {
    const event = { event: "e", distinct_id: "u1", uuid: "m1" };
    for (const body of [event, [event], { api_key: "k", batch: [event] }, { api_key: "k", ...event }]) {
      expect(take(JSON.stringify(body)).events).toMatchObject([{ id: "m1", userId: "u1", name: "e" }]);
    }
  });

  it("has its clock corrected by sent_at, or says how long ago the event was", () => {
    const event = { event: "e", distinct_id: "u1", timestamp: "2020-01-01T00:00:00Z" };
    const body = {
      batch: [event, { event: "e", distinct_id: "u1", offset: 5_000 }],
      sent_at: "2020-01-01T00:01:00Z",
    };
    expect(take(JSON.stringify(body)).events).toMatchObject([
      { time: RECEIVED - 60_000 },
      { time: RECEIVED - 5_000 },
    ]);
  });
});

describe("a PostHog event", () => {
  it("becomes a track call with its properties as sent", () => {
    const text = `{"event":"Order Completed","distinct_id":"u1","uuid":"m1","properties":{ "revenue": 12.50 }}`;
    expect(take(text).events).toMatchObject([
      {
        type: "track",
        name: "Order Completed",
        userId: "u1",
        anonymousId: null,
        properties: `{ "revenue": 12.50 }`,
      },
    ]);
  });

  it("belongs to the device until someone signs in", () => {
    const anonymous = {
      event: "e",
      properties: { distinct_id: "d1", $device_id: "d1", $timezone: "Asia/Tokyo" },
    };
    expect(one(anonymous).events).toMatchObject([{ userId: null, anonymousId: "d1", offsetMinutes: 540 }]);
    const refused = { event: "e", distinct_id: "x", properties: { $is_identified: false } };
    expect(one(refused).events).toMatchObject([{ userId: null, anonymousId: "x" }]);
    const known = { event: "e", properties: { distinct_id: "u1", $device_id: "d1", $is_identified: true } };
    expect(one(known).events).toMatchObject([{ userId: "u1", anonymousId: null }]);
  });

  it("identifies, joins, groups and views", () => {
    const identify = {
      event: "$identify",
      distinct_id: "u1",
      $set: { plan: "pro" },
      properties: { $anon_distinct_id: "d1" },
    };
    expect(one(identify).events).toMatchObject([
      { type: "identify", userId: "u1", anonymousId: "d1", traits: '{"plan":"pro"}', properties: "{}" },
    ]);
    const server = { event: "$set", distinct_id: "u1", properties: { $set: { plan: "pro" } } };
    expect(one(server).events).toMatchObject([{ type: "identify", traits: '{"plan":"pro"}' }]);
    const alias = { event: "$create_alias", distinct_id: "u1", properties: { alias: "d1" } };
    expect(one(alias).events).toMatchObject([{ type: "alias", userId: "u1", previousId: "d1" }]);
    const group = {
      event: "$groupidentify",
      distinct_id: "u1",
      properties: { $group_type: "company", $group_key: "acme", $group_set: { n: 1 } },
    };
    expect(one(group).events).toMatchObject([{ type: "group", groupId: "acme", traits: '{"n":1}' }]);
    expect(one({ event: "$pageview", distinct_id: "u1" }).events).toMatchObject([
      { type: "page", name: "Page Viewed" },
    ]);
    expect(one({ event: "$screen", distinct_id: "u1" }).events).toMatchObject([
      { type: "screen", name: "Screen Viewed" },
    ]);
  });

  it("that sets traits beside what it tells is two calls", () => {
    const event = {
      event: "Signed Up",
      distinct_id: "u1",
      uuid: "m1",
      properties: { a: 1, $set: { plan: "pro" } },
    };
    expect(one(event).events).toMatchObject([
      { id: "m1", type: "track", traits: "{}" },
      { id: "m1:$set", type: "identify", name: "$identify", traits: '{"plan":"pro"}', properties: "{}" },
    ]);
  });

  it("that is a chunk of a recording is passed over and counted", () => {
    const taken = one({ event: "$snapshot", distinct_id: "u1" });
    expect(taken).toMatchObject({ events: [], rejected: [] });
    expect([...taken.dropped]).toEqual([["not_an_event", 1]]);
  });

  it.each<[string, object]>([
    ["no_event_name", { distinct_id: "u1" }],
    ["no_event_name", { event: "", distinct_id: "u1" }],
    ["no_user_anon_id", { event: "e" }],
    ["no_user_anon_id", { event: "e", distinct_id: "" }],
    ["wrong_type", { event: "e", distinct_id: [] }],
    ["wrong_type", { event: "e", distinct_id: "u1", properties: 5 }],
    ["wrong_type", { event: "$identify", distinct_id: "u1", $set: 5 }],
    ["bad_timestamp", { event: "e", distinct_id: "u1", timestamp: "soon" }],
    ["time_out_of_range", { event: "e", distinct_id: "u1", offset: 1e15 }],
    ["message_id_too_long", { event: "e", distinct_id: "u1", uuid: "x".repeat(100) }],
    ["no_previous_id", { event: "$create_alias", distinct_id: "u1" }],
    ["no_group_id", { event: "$groupidentify", distinct_id: "u1" }],
    [
      "group_without_person",
      {
        event: "$groupidentify",
        distinct_id: "$company_acme",
        properties: { $group_type: "company", $group_key: "acme" },
      },
    ],
  ])("is kept aside as %s", (reason, event) => {
    expect(one(event)).toMatchObject({ events: [], rejected: [{ reason }] });
  });
});
