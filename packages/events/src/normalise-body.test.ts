import { describe, expect, it } from "vitest";
import { LIMITS } from "./limits.ts";
import {
  bodyDialect,
  bodyWriteKey,
  normaliseBody,
  normaliseRejected,
  parseBody,
  type Refused,
  type Taken,
} from "./normalise-body.ts";

const arrival = { receivedAt: Date.parse("2026-11-21T18:00:00.000Z"), newId: () => "made-id" };

function batch(text: string): Taken | Refused {
  const body = parseBody(text);
  if (body === null) throw new Error(`not JSON: ${text}`);
  return normaliseBody(body, { dialect: "segment", shape: "batch" }, arrival);
}

const track = (n: number): object => ({ type: "track", event: "e", userId: `u${n}`, messageId: `m${n}` });

describe("a batch", () => {
  it("goes through as far as it is good; the rest is kept with its place and reason", () => {
    const items = [track(0), 5, { ...track(2), userId: null }, track(3), [track(4)]];
    const taken = batch(JSON.stringify({ batch: items }));
    expect(taken).toMatchObject({
      kind: "taken",
      events: [{ id: "m0" }, { id: "m3" }],
      rejected: [
        { path: "batch[1]", reason: "not_an_object", text: "5" },
        { path: "batch[2]", reason: "no_user_anon_id", text: JSON.stringify(items[2]) },
        { path: "batch[4]", reason: "not_an_object" },
      ],
    });
  });

  it("gives its context to each event, whose own keys go first", () => {
    const items = [track(0), { ...track(1), context: { locale: "2", os: { name: "b" } } }];
    const context = { locale: "1", os: { name: "a", version: 1 }, timezone: "Asia/Tokyo" };
    expect(batch(JSON.stringify({ batch: items, context, integrations: { All: false } }))).toMatchObject({
      events: [
        { context: JSON.stringify(context), offsetMinutes: 540 },
        { context: '{"timezone":"Asia/Tokyo","locale":"2","os":{"name":"b"}}', offsetMinutes: 540 },
      ],
    });
  });

  it("corrects the clock of all its events with its sentAt", () => {
    const text = JSON.stringify({
      batch: [
        { ...track(0), timestamp: "2020-01-01T00:00:00Z" },
        { ...track(1), timestamp: "2020-01-01T00:00:00Z", sentAt: "2020-01-01T00:00:01Z" },
      ],
      sentAt: "2020-01-01T00:01:00Z",
    });
    expect(batch(text)).toMatchObject({
      events: [{ time: arrival.receivedAt - 60_000 }, { time: arrival.receivedAt - 1_000 }],
    });
  });

  it("may be empty, and may be full", () => {
    expect(batch(`{"batch":[]}`)).toMatchObject({ kind: "taken", events: [], rejected: [] });
    const full = JSON.stringify({ batch: Array.from({ length: LIMITS.batchEvents }, (_, n) => track(n)) });
    expect(batch(full)).toMatchObject({ events: { length: LIMITS.batchEvents }, rejected: [] });
  });

  it("of more events than allowed is kept whole, and can be read again", () => {
    const list = Array.from({ length: LIMITS.batchEvents + 1 }, (_, n) => track(n));
    const taken = batch(JSON.stringify({ writeKey: "secret", batch: list, context: { locale: "1" } }));
    if (taken.kind !== "taken") throw new Error(taken.detail);
    expect(taken).toMatchObject({ events: [], rejected: [{ path: "", reason: "batch_too_long" }] });
    const text = taken.rejected[0]?.text ?? "";
    expect(text).toBe(JSON.stringify(list));
    const again = normaliseRejected(text, taken.frame, arrival);
    expect(again).toMatchObject({ kind: "taken", events: { length: list.length }, rejected: [] });
  });

  it.each([
    ["no_batch", `{"batch":{}}`],
    ["no_batch", `{}`],
    ["no_batch", `[]`],
    ["no_batch", `null`],
    ["bad_batch_context", `{"batch":[],"context":5}`],
    ["batch_context_too_large", JSON.stringify({ batch: [], context: { a: "x".repeat(5_000) } })],
  ])("is refused as %s: %s", (reason, text) => {
    expect(batch(text)).toMatchObject({ kind: "refused", reason });
  });

  it("survives nesting that no recursion would", () => {
    const deep = "[".repeat(200_000) + "]".repeat(200_000);
    expect(batch(`{"batch":[${deep},${JSON.stringify(track(1))}]}`)).toMatchObject({
      events: [{ id: "m1" }],
      rejected: [{ reason: "not_an_object" }],
    });
    expect(
      batch(`{"batch":[{"type":"track","event":"e","userId":"u","properties":{"a":${deep}}}]}`),
    ).toMatchObject({
      rejected: [{ reason: "too_deep" }],
    });
  });
});

describe("an event kept aside", () => {
  it("holds no write key, and reads with its body's frame later", () => {
    const body = parseBody(
      `{"writeKey":"secret","event":"", "userId":"u1","sentAt":"2026-11-21T17:59:00Z","timestamp":"2026-11-21T17:58:00Z"}`,
    );
    if (body === null) throw new Error("not JSON");
    const taken = normaliseBody(body, { dialect: "segment", shape: "track" }, arrival);
    if (taken.kind !== "taken") throw new Error(taken.detail);
    const text = taken.rejected[0]?.text ?? "";
    expect(text).not.toContain("secret");
    expect(normaliseRejected(text, taken.frame, arrival)).toMatchObject({
      rejected: [{ reason: "no_event_name" }],
    });
    expect(normaliseRejected(text.replace(`""`, `"Mended"`), taken.frame, arrival)).toMatchObject({
      events: [{ type: "track", name: "Mended", time: arrival.receivedAt - 60_000 }],
    });
    expect(normaliseRejected("{", taken.frame, arrival)).toMatchObject({ kind: "refused" });
  });
});

describe("a body", () => {
  it("that is no JSON is null", () => {
    for (const text of ["", "{", "{'a':1}", `{"a":"\0"}`, "nil", `{"a":1}x`])
      expect(parseBody(text)).toBeNull();
  });

  it("names its write key in any of the known places", () => {
    const key = (text: string): string | null => bodyWriteKey(parseBody(text) ?? { text: "", root: null });
    expect(key(`{"writeKey":"a"}`)).toBe("a");
    expect(key(`{"api_key":"b","token":"c"}`)).toBe("b");
    expect(key(`[{"token":"c"}]`)).toBe("c");
    for (const text of [`{"writeKey":5}`, `{"writeKey":""}`, "null", "[]", "5"]) expect(key(text)).toBeNull();
  });

  it("shows whose format it is on shared paths", () => {
    const dialect = (text: string): string => bodyDialect(parseBody(text) ?? { text: "", root: null });
    expect(dialect(`{"api_key":"k","batch":[]}`)).toBe("posthog");
    expect(dialect(`[{"event":"e","distinct_id":"u"}]`)).toBe("posthog");
    expect(dialect(`{"batch":[{"type":"track","event":"e"}]}`)).toBe("segment");
    expect(dialect("null")).toBe("segment");
  });
});
