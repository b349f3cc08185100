import type { Behaviour, Patterns } from "@habitus/contract";
import { expect, test } from "vitest";
import { withItemNames } from "./named-behaviours.ts";

const behaviour = (value: string | null): Behaviour => {
  const property = value === null ? [] : ["products", "product_id"];
  return { event: "Order Completed", property, value, text: `${value}`, total: 1, perDay: 1 };
};

test("each behaviour that is of an item has its name, wherever it is told of", () => {
  const [all, known, unknown] = [behaviour(null), behaviour("p1"), behaviour("p2")];
  const found = {
    changing: [{ behaviour: known, changes: [], points: [], line: [] }],
    oddDays: [{ behaviour: known, day: "", figure: 1, expected: 1, z: 4 }],
    steady: [all, known],
    tooRare: [unknown],
  } as unknown as Patterns;
  const called = withItemNames(found, ({ value }) => (value === "p1" ? "Mug" : null));
  const named = { ...known, called: "Mug" };
  expect(called).toMatchObject({ changing: [{ behaviour: named }], oddDays: [{ behaviour: named }] });
  expect([called.steady, called.tooRare]).toEqual([[all, named], [unknown]]);
});
