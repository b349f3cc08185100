import { describe, expect, it } from "vitest";
import { isBlockedId } from "./blocked-ids.ts";
import { type Call, normaliseBody, parseBody, type Taken } from "./normalise-body.ts";

function take(call: unknown, dialect: Call["dialect"] = "segment"): Taken {
  const body = parseBody(JSON.stringify(call));
  if (body === null) throw new Error("JSON");
  const taken = normaliseBody(body, { dialect, shape: "event" }, { receivedAt: 1_000, newId: () => "made" });
  if (taken.kind !== "taken") throw new Error(taken.detail);
  return taken;
}

const reasons = (taken: Taken): readonly string[] => taken.rejected.map(({ reason }) => reason);

describe("ids that are nobody's", () => {
  it.each(["null", "NULL", " undefined ", "guest", "Anonymous", "-1", "0", "0000", "--", "[object Object]"])(
    "%j is one",
    (id) => expect(isBlockedId(id)).toBe(true),
  );
  it("the empty UUID and blanks are", () => {
    expect(isBlockedId("00000000-0000-0000-0000-000000000000")).toBe(true);
    expect(isBlockedId("   ")).toBe(true);
  });
  it.each(["1", "-2", "10", "nullable", "guest-17", "ann", "0x0", "00000000-0000-0000-0000-000000000001"])(
    "%j is somebody's",
    (id) => expect(isBlockedId(id)).toBe(false),
  );

  it("the event goes to its other id", () => {
    const track = { type: "track", event: "A", messageId: "1" };
    expect(take({ ...track, userId: "null", anonymousId: "d1" }).events).toMatchObject([
      { userId: null, anonymousId: "d1" },
    ]);
    expect(take({ ...track, userId: "ann", anonymousId: 0 }).events).toMatchObject([
      { userId: "ann", anonymousId: null },
    ]);
  });

  it("an event without another id is kept aside, with the id named", () => {
    const taken = take({ type: "track", event: "A", userId: "guest", anonymousId: "-1" });
    expect(taken.rejected).toMatchObject([
      { reason: "blocked_id", detail: `"userId" is "guest", which is nobody's id.` },
    ]);
    expect(reasons(take({ type: "identify", anonymousId: "undefined" }))).toEqual(["blocked_id"]);
    expect(reasons(take({ type: "identify" }))).toEqual(["no_user_anon_id"]);
  });

  it("an alias needs both its ids", () => {
    const alias = { type: "alias", anonymousId: "d1" };
    expect(reasons(take({ ...alias, userId: "null", previousId: "x" }))).toEqual(["blocked_id"]);
    expect(reasons(take({ ...alias, userId: "ann", previousId: "null" }))).toEqual(["blocked_id"]);
    expect(take({ ...alias, userId: "ann", previousId: "x" }).events).toHaveLength(1);
  });

  it("a group is some account", () => {
    expect(reasons(take({ type: "group", userId: "ann", groupId: "none" }))).toEqual(["blocked_id"]);
    expect(take({ type: "group", userId: "ann", groupId: "acme" }).events).toHaveLength(1);
    const call = { event: "$groupidentify", api_key: "k", distinct_id: "ann" };
    const grouped = { ...call, properties: { $group_type: "company", $group_key: "0" } };
    expect(reasons(take(grouped, "posthog"))).toEqual(["blocked_id"]);
  });

  it("PostHog's distinct ids too", () => {
    const call = { event: "A", api_key: "k", distinct_id: "null" };
    expect(reasons(take(call, "posthog"))).toEqual(["blocked_id"]);
    expect(take({ ...call, properties: { $anon_distinct_id: "d1" } }, "posthog").events).toMatchObject([
      { userId: null, anonymousId: "d1" },
    ]);
    const alias = { event: "$create_alias", api_key: "k", distinct_id: "ann", properties: { alias: "0" } };
    expect(reasons(take(alias, "posthog"))).toEqual(["blocked_id"]);
  });
});
