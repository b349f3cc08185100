import { expect, test } from "vitest";
import { hiddenKinds, shownIds, shownTransitions } from "./shown-ids.ts";

const KINDS = [
  {
    key: "email",
    sources: [
      { from: "trait", name: "email" },
      { from: "external_id", type: "email" },
    ],
  },
  { key: "card", sources: [{ from: "property", path: "customer.card" }] },
  { key: "device", sources: [{ from: "external_id", type: "ios.idfa" }] },
] as const;

const deps = (
  traits: Readonly<Record<string, readonly string[]>>,
  properties: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {},
) => ({ kinds: () => KINDS, ofData: () => ({ traits, properties }) });

test("a kind is hidden where one of its traits or properties carries another purpose than all that is asked for", () => {
  const hidden = (of: ReturnType<typeof deps>, ...purposes: readonly string[]) => [
    ...hiddenKinds(of, purposes),
  ];
  const care = deps({ email: ["care"], plan: ["care"] });
  expect([hidden(care), hidden(care, "care"), hidden(care, "ads"), hidden(care, "care", "ads")]).toEqual([
    [],
    [],
    ["email"],
    ["email"],
  ]);
  expect(hidden(deps({ email: [] }), "ads")).toEqual([]);
  for (const name of ["customer", "customer.card"]) {
    expect(hidden(deps({}, { "Order Completed": { [name]: ["care"] } }), "ads")).toEqual(["card"]);
  }
  expect(hidden(deps({}, { "Order Completed": { "customer.name": ["care"] } }), "ads")).toEqual([]);
});

test("ids of hidden kinds are left out, and all others stay in their order", () => {
  const ids = [
    { kind: "user", value: "ann" },
    { kind: "email", value: "ann@shop.co" },
    { kind: "device", value: "d1" },
  ];
  const values = (...purposes: readonly string[]) =>
    shownIds(deps({ email: ["care"] }), ids, purposes).map(({ value }) => value);
  expect([values(), values("care"), values("ads")]).toEqual([
    ["ann", "ann@shop.co", "d1"],
    ["ann", "ann@shop.co", "d1"],
    ["ann", "d1"],
  ]);
});

test("a transition names whom the purpose of its segment allows, and of a segment that is gone tells nothing with a purpose", () => {
  const transition = {
    seq: 1,
    segment: "vip",
    version: 1,
    person: 1,
    ids: [
      { kind: "user", value: "ann" },
      { kind: "email", value: "ann@shop.co" },
    ],
    n: 1,
    at: 1,
    recordedAt: 1,
    cause: "event",
    offset: 1,
    eventId: null,
  } as const;
  const values = (purpose: string | null) =>
    shownTransitions({ ...deps({ email: ["care"] }), purposeOf: () => purpose })(transition).ids.map(
      ({ value }) => value,
    );
  expect([values("care"), values("ads"), values(null)]).toEqual([["ann", "ann@shop.co"], ["ann"], ["ann"]]);
});
