import { expect, test } from "vitest";
import { externalIds, idInJson, saidPropertyId, saidTraitId } from "./said-ids.ts";

const NOTHING = { type: "track", traits: "{}", properties: "{}", context: "{}" } as const;

test("a trait is an identify call's own, else that of the context", () => {
  const context = '{"traits": {"email": "c@d.co", "n": 12345678901234567890}}';
  const traits = '{"email":"a@b.co"}';
  expect(saidTraitId({ ...NOTHING, type: "identify", traits, context }, "email")).toBe("a@b.co");
  expect(saidTraitId({ ...NOTHING, type: "identify", context }, "email")).toBe("c@d.co");
  // What a group call says is of the account.
  expect(saidTraitId({ ...NOTHING, type: "group", traits }, "email")).toBeNull();
  expect(saidTraitId({ ...NOTHING, context }, "n")).toBe("12345678901234567890");
  expect(saidTraitId({ ...NOTHING, context: '{"traits":["email"]}' }, "email")).toBeNull();
});

test("a property is found inside objects, never in anything else", () => {
  const properties = '{"a":{"b":"x","c":[1]},"t":"no"}';
  const at = (...path: readonly string[]) => saidPropertyId({ ...NOTHING, properties }, path);
  expect([at("a", "b"), at("a"), at("a", "c", "0"), at("t", "u"), at("z")]).toEqual([
    "x",
    null,
    null,
    null,
    null,
  ]);
});

test("external ids are those of the type that are about people", () => {
  const entries = [
    { id: "1", type: "card", collection: "users" },
    { id: "2", type: "card" },
    { id: "3", type: "card", collection: "accounts" },
    { id: "4", type: "other" },
    { id: 5, type: "card" },
    null,
  ];
  const of = (all: unknown) =>
    externalIds({ ...NOTHING, context: JSON.stringify({ externalIds: all }) }, "card");
  expect([of(entries), of({}), externalIds(NOTHING, "card")]).toEqual([["1", "2"], [], []]);
});

test("text and whole numbers are ids; nothing else is", () => {
  expect(['"a"', '""', "12", "1.5", "true", "null", "{}"].map(idInJson)).toEqual([
    "a",
    null,
    "12",
    null,
    null,
    null,
    null,
  ]);
});
