import type { Segment } from "@habitus/contract";
import { parseDefinition } from "@habitus/segments";
import { expect, it } from "vitest";
import { arrangeMemberships } from "../people/memberships.ts";
import { overlapOf, usersOf } from "./segment-relations.ts";

function segment(key: string, text: string): Segment {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(text);
  return { key, name: key.toUpperCase(), definition: { text, tree: parsed.definition } } as Segment;
}

it("finds the segments that are made of one, however deep it stands in them", () => {
  const all = [
    segment("vip", "did a"),
    segment("z", 'did a and not (did b or in segment "vip")'),
    segment("b", 'in segment "vip"'),
    segment("came", 'entered segment "vip" in last 7 days'),
    segment("c", 'in list "vip" or plan is "vip"'),
  ];
  expect(
    usersOf(all)
      .get("vip")
      ?.map(({ key }) => key),
  ).toEqual(["b", "came", "z"]);
  expect(usersOf(all).has("z")).toBe(false);
});

it("measures an overlap by the smaller of two", () => {
  expect(overlapOf(5, 10, 100)).toBe(0.5);
  expect(overlapOf(0, 0, 100)).toBeNull();
});

it("shows segments somebody is in first, then those they left, then the others", () => {
  const stay = (entered: string, left: string | null) => ({ entered, left });
  const membership = (name: string, member: boolean, ...stays: ReturnType<typeof stay>[]) => ({
    segment: name,
    name,
    member,
    stays,
    agrees: null,
    live: null,
  });
  const arranged = arrangeMemberships([
    membership("never", false),
    membership("old", true, stay("2011-01-01", null)),
    membership("left", false, stay("2011-01-01", "2011-03-01")),
    membership("new", true, stay("2011-01-01", "2011-02-01"), stay("2011-04-01", null)),
  ]);
  expect(arranged.map(({ name }) => name)).toEqual(["new", "old", "left", "never"]);
});
