import { expect, test } from "vitest";
import { CLEANINGS, isWhole, moved, ruleOf } from "./cleaning-draft.ts";

test("rules are moved by one place, and not beyond the ends", () => {
  const rules = ["a", "b", "c"].map((field) => ruleOf("trim", field, "UTC"));
  const fields = (place: number, by: -1 | 1) =>
    moved(rules, place, by)
      .map(({ field }) => field)
      .join("");
  expect([fields(0, 1), fields(2, -1), fields(0, -1), fields(2, 1), fields(9, 1)]).toEqual([
    "bac",
    "acb",
    "abc",
    "abc",
    "abc",
  ]);
});

test("rules can be tried once each names its field and says what it needs", () => {
  expect(CLEANINGS.map((kind) => isWhole([ruleOf(kind, "a", "UTC")]))).toEqual(CLEANINGS.map(() => true));
  expect(isWhole([ruleOf("trim", " ", "UTC")])).toBe(false);
  expect(isWhole([ruleOf("date", "a", "")])).toBe(false);
  expect(isWhole([{ field: "a", do: "map", values: [] }])).toBe(false);
});
