import { readFileSync } from "node:fs";
import { isContextProperty } from "@habitus/kernel";
import { describe, expect, it } from "vitest";
import { reducedIp } from "./reduced-ip.ts";
import { normaliseBody, parseBody, type Taken } from "./normalise-body.ts";
import type { CallType } from "./tracked-event.ts";

type Payload = {
  readonly doc: string;
  readonly section: string;
  readonly kind: CallType | "batch";
  readonly payload: Readonly<Record<string, unknown>>;
};

const file = new URL("../test-data/segment-spec-payloads.json", import.meta.url);
const { payloads } = JSON.parse(readFileSync(file, "utf8")) as { readonly payloads: readonly Payload[] };

const arrival = { receivedAt: Date.parse("2026-11-21T18:00:00.000Z"), newId: () => "made-id" };

function take(kind: Payload["kind"], payload: Payload["payload"]): Taken {
  const body = parseBody(JSON.stringify(payload));
  if (body === null) throw new Error("not JSON");
  const taken = normaliseBody(body, { dialect: "segment", shape: kind }, arrival);
  if (taken.kind !== "taken") throw new Error(taken.detail);
  return taken;
}

/** The properties but for those that the context says. */
function sentIn(properties: string): unknown {
  const said = Object.entries(JSON.parse(properties) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(said.filter(([name]) => !isContextProperty(name)));
}

describe("the examples of the Segment documentation", () => {
  it("are all here", () => {
    expect(payloads).toHaveLength(95);
  });

  it.each(payloads.map((each, index) => [index, each.doc.split("/").at(-1), each.section, each] as const))(
    "%i %s %s becomes events",
    (_index, _doc, _section, { kind, payload }) => {
      const named =
        "userId" in payload || "user_id" in payload || "anonymousId" in payload || kind === "batch";
      const taken = take(kind, payload);
      if (!named) expect(taken.rejected).toMatchObject([{ reason: "no_user_anon_id" }]);
      const { events, rejected } = named ? taken : take(kind, { ...payload, anonymousId: "a1" });
      expect(rejected).toEqual([]);
      const sent = kind === "batch" ? (payload["batch"] as readonly Payload["payload"][]) : [payload];
      expect(events).toHaveLength(sent.length);
      for (const [n, event] of events.entries()) {
        const call = sent[n] ?? {};
        if (event.type === "track") expect(event.name).toBe(call["event"]);
        if (event.type === "track") expect(sentIn(event.properties)).toEqual(call["properties"] ?? {});
        if (event.type === "identify") expect(JSON.parse(event.traits)).toEqual(call["traits"]);
        const context = (call["context"] ?? payload["context"] ?? {}) as Readonly<Record<string, unknown>>;
        const { ip } = context;
        const reduced = typeof ip === "string" ? { ...context, ip: reducedIp(ip) } : context;
        expect(JSON.parse(event.context)).toEqual(reduced);
      }
    },
  );
});
