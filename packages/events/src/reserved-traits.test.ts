import { expect, it } from "vitest";
import { type Call, normaliseBody, parseBody, type Taken } from "./normalise-body.ts";

function take(batch: readonly unknown[], dialect: Call["dialect"]): Taken {
  const body = parseBody(JSON.stringify({ batch }));
  if (body === null) throw new Error("JSON");
  const taken = normaliseBody(body, { dialect, shape: "batch" }, { receivedAt: 1_000, newId: () => "made" });
  if (taken.kind !== "taken") throw new Error(taken.detail);
  return taken;
}

const good = { type: "identify", userId: "ann", traits: { plan: "pro", $browser: "x" } };

it.each([
  { type: "identify", userId: "ann", traits: { plan: "pro", "$list/beta": true } },
  { type: "identify", userId: "ann", context: { traits: { "$consent/marketing": true } } },
])("a call that would write a reserved trait is kept aside, its neighbours are taken: %j", (bad) => {
  const { events, rejected } = take([bad, good], "segment");
  expect(events).toHaveLength(1);
  expect(rejected).toMatchObject([
    { path: "batch[0]", reason: "reserved_trait", detail: expect.stringContaining("$") },
  ]);
});

it("PostHog's $set is held to the same", () => {
  const bad = { event: "$set", distinct_id: "ann", $set: { "$score/churn": 1 } };
  const { events, rejected } = take([bad, { event: "Viewed", distinct_id: "ann" }], "posthog");
  expect([events.length, rejected.map(({ reason }) => reason)]).toEqual([1, ["reserved_trait"]]);
});

it.each(["Segment Entered", "Segment Left"])("nobody outside says %j, in either dialect", (event) => {
  const ofSegment = take([{ type: "track", userId: "ann", event }, good], "segment");
  const ofPostHog = take([{ event, distinct_id: "ann" }], "posthog");
  expect(ofSegment.events).toHaveLength(1);
  expect([...ofSegment.rejected, ...ofPostHog.rejected].map(({ reason }) => reason)).toEqual([
    "reserved_event",
    "reserved_event",
  ]);
});

it.each([
  [{ $item: { price: 1 } }],
  [{ products: [{ product_id: "p1" }, { product_id: "p2", $item: null }] }],
  [{ revenue: 5, $revenue: 500 }],
  [{ $currency: "EUR" }],
  [{ products: [{ price: 1 }, { $price: null }] }],
])("nobody outside says what the product says of items and money, in either dialect: %j", (properties) => {
  const ofSegment = take([{ type: "track", userId: "ann", event: "e", properties }, good], "segment");
  const ofPostHog = take([{ event: "e", distinct_id: "ann", properties }], "posthog");
  expect(ofSegment.events).toHaveLength(1);
  expect([...ofSegment.rejected, ...ofPostHog.rejected].map(({ reason }) => reason)).toEqual([
    "reserved_property",
    "reserved_property",
  ]);
});

it("a group's traits are no person's, so they are free", () => {
  const group = { type: "group", userId: "ann", groupId: "acme", traits: { "$list/beta": true } };
  expect(take([group], "segment").events).toHaveLength(1);
});
