import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeEvents, encodeEvents } from "./event-codec.ts";
import type { Fact } from "./fact-codec.ts";
import { decodeRejected, encodeRejected, type RejectedRecord } from "./rejected-codec.ts";
import type { TrackedEvent } from "./tracked-event.ts";

const settings = {
  seed: Number(process.env["HABITUS_SEED"] ?? 20_261),
  numRuns: Number(process.env["HABITUS_RUNS"] ?? 100),
};

const event: TrackedEvent = {
  type: "track",
  id: "m1",
  name: "Order Completed",
  time: 1_795_284_556_453,
  offsetMinutes: -330,
  userId: "u1",
  anonymousId: null,
  previousId: null,
  groupId: null,
  properties: `{ "total": 1.0, "big": 12345678901234567890, "emoji": "😀", "escaped": "\\ud800" }`,
  traits: "{}",
  context: `{"ip":"1.2.3.4"}`,
};

/** What the pinned samples hold; they were written by the release that introduced the format and never change. */
const sample = {
  source: "src_1",
  events: [
    event,
    { ...event, id: "m2", type: "identify", name: "$identify", properties: "{}", traits: `{"plan":null}` },
    { ...event, id: "m3", type: "alias", name: "$alias", previousId: "é", properties: "{}", context: "{}" },
    { ...event, id: 'm4"\\\0', userId: null, anonymousId: "日本", groupId: "g", offsetMinutes: null },
  ],
} satisfies { source: string; events: TrackedEvent[] };

const saying = (value: string): Fact => ({
  id: { kind: "anonymous", value },
  name: "$consent/ads",
  value: "false",
  time: 30,
  idHash: "0f".repeat(16),
  proof: { text: null, source: "Sec-GPC", by: null, ip: null },
});
const facts = [saying("日本"), { ...saying("u1"), idHash: null, proof: null }];

const rejectedSample: RejectedRecord = {
  source: "src_1",
  frame: { dialect: "segment", type: null, sentAt: "2026-11-21T18:09:16.453Z", context: `{"ip":"1"}` },
  items: [
    { path: "batch[3]", reason: "no_user_anon_id", detail: "Neither is given.", text: `{"event":"日"}` },
    { path: "batch[4]", reason: "not_an_object", detail: "No object.", text: "5" },
  ],
};

function recording(name: string): Uint8Array {
  return readFileSync(new URL(`../recordings/${name}`, import.meta.url));
}

describe("the log's records", () => {
  it("of older versions are read as they were written", () => {
    expect(decodeEvents(recording("events-v1.txt"))).toEqual({ ...sample, facts: [] });
    expect(decodeEvents(recording("events-v2.txt"))).toEqual({ ...sample, facts });
    expect(decodeRejected(recording("rejected-v1.txt"))).toEqual(rejectedSample);
  });

  it("are still written that way", () => {
    expect(Buffer.from(encodeEvents(sample.source, sample.events))).toEqual(recording("events-v1.txt"));
    expect(Buffer.from(encodeEvents(sample.source, sample.events, facts))).toEqual(
      recording("events-v2.txt"),
    );
    expect(Buffer.from(encodeRejected(rejectedSample))).toEqual(recording("rejected-v1.txt"));
  });

  it("of another version are refused", () => {
    const newer = new TextEncoder().encode("3 10 [");
    expect(() => decodeEvents(newer)).toThrow(/format "3"/);
    expect(() => decodeRejected(new TextEncoder().encode(""))).toThrow(/format ""/);
  });

  it("give back every event, whatever its ids and texts hold", () => {
    const text = fc.string({ unit: "binary", maxLength: 12 });
    const object = fc.dictionary(text, text, { maxKeys: 3 }).map((value) => JSON.stringify(value));
    const id = fc.option(text, { nil: null });
    const events = fc.array(
      fc.record<TrackedEvent>({
        type: fc.constantFrom("track", "identify", "page", "screen", "group", "alias"),
        id: text,
        name: text,
        time: fc.maxSafeInteger(),
        offsetMinutes: fc.option(fc.integer({ min: -1080, max: 1080 }), { nil: null }),
        userId: id,
        anonymousId: id,
        previousId: id,
        groupId: id,
        properties: object,
        traits: object,
        context: fc.oneof(fc.constantFrom("{}", '{"ip":"1"}'), object),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(text, events, fc.array(text.map(saying), { maxLength: 2 }), (source, list, said) => {
        expect(decodeEvents(encodeEvents(source, list, said))).toEqual({ source, events: list, facts: said });
      }),
      settings,
    );
  });
});
