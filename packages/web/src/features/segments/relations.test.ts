import { expect, it } from "vitest";
import { arrangeMemberships } from "../people/memberships.ts";
import { overlapOf } from "./segment-relations.ts";

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
  const memberships = [
    membership("never", false),
    membership("old", true, stay("2011-01-01", null)),
    membership("left", false, stay("2011-01-01", "2011-03-01")),
    membership("new", true, stay("2011-01-01", "2011-02-01"), stay("2011-04-01", null)),
  ];
  const arranged = (asked?: string) => arrangeMemberships(memberships, asked).map(({ name }) => name);
  expect(arranged()).toEqual(["new", "old", "left", "never"]);
  // What one came for is met before all others.
  expect(arranged("left")).toEqual(["left", "new", "old", "never"]);
});
