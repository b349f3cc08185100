import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bodyDialect, normaliseBody, parseBody } from "./normalise-body.ts";
import type { TrackedEvent } from "./tracked-event.ts";

type Sent = { readonly sdk: string; readonly path: string; readonly body: unknown };

const file = new URL("../test-data/browser-sdk-bodies.json", import.meta.url);
const sent = JSON.parse(readFileSync(file, "utf8")) as readonly Sent[];

/** The events of every body an SDK sent, with nothing kept aside. */
function eventsOf(sdk: string): readonly TrackedEvent[] {
  return sent
    .filter((each) => each.sdk.startsWith(sdk))
    .flatMap(({ path, body: value }) => {
      const body = parseBody(JSON.stringify(value));
      if (body === null) throw new Error("not JSON");
      const dialect = bodyDialect(body);
      const shape = dialect === "posthog" || path.includes("batch") ? "batch" : "event";
      const taken = normaliseBody(
        body,
        { dialect, shape },
        { receivedAt: 1_795_285_000_000, newId: () => "none" },
      );
      expect(taken).toMatchObject({ kind: "taken", rejected: [], dropped: new Map() });
      return taken.kind === "taken" ? taken.events : [];
    });
}

const summary = (event: TrackedEvent) => [
  event.name,
  event.userId,
  event.anonymousId !== null,
  event.offsetMinutes,
];

describe("what browser SDKs sent", () => {
  it("RudderStack's is read, one call each, in batches and by beacon", () => {
    const events = eventsOf("@rudderstack/analytics-js");
    const first = [
      ["Page Viewed", null, true, 0],
      ["$identify", "u1", true, 0],
      ["Order Completed", "u1", true, 0],
    ];
    const rest = [
      ["$group", "u1", true, 0],
      ["$alias", "u2", true, 0],
    ];
    expect(events.map(summary)).toEqual([...first, ...rest, ...first, ...rest, ...first]);
    expect(events[1]?.traits).toBe(`{"email":"a@b.c","plan":"pro"}`);
    expect(events[2]?.properties).toMatch(/^\{"revenue":12\.5,"\$device_type":"desktop",/);
  });

  it("PostHog's is read, with the device joined to the person", () => {
    const events = eventsOf("posthog-js");
    expect(events.map(summary)).toEqual([
      ["$identify", "u1", true, 0],
      ["Page Viewed", "u1", false, 0],
      ["Order Completed", "u1", false, 0],
      ["$group", "u1", false, 0],
      ["$alias", "u1", false, 0],
      ["$feature_flag_called", "u1", false, 0],
      ["$autocapture", "u1", false, 0],
      ["$pageleave", "u1", false, 0],
    ]);
    expect(events[0]?.traits).toBe(`{"email":"a@b.c"}`);
    expect(events[3]?.traits).toBe(`{"name":"ACME"}`);
  });
});
