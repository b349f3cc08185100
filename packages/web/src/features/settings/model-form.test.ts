import type { VocabularyAnswer } from "@habitus/contract";
import { parseDefinition } from "@habitus/segments";
import { expect, test } from "vitest";
import { editOf, newModel, sentenceOf } from "./model-form.ts";

type Events = VocabularyAnswer["events"];
const property = (name: string, reading: "number" | "text") => {
  return { path: [name], seen: 3, readings: [reading], values: [], closed: true };
};
const event = (name: string, ...properties: ReturnType<typeof property>[]): Events[number] => {
  return { name, count: 5, looked: 5, properties, closed: true };
};

test("a new model begins with the workspace's own order event and its value", () => {
  const events = [
    event("Product Viewed", property("price", "number")),
    event("purchase", property("coupon", "text"), property("revenue", "number")),
  ];
  expect(newModel("Ada", events)).toMatchObject({
    orders: "did purchase",
    valueProperty: "revenue",
    owner: "Ada",
  });
  const converted = [
    event(
      "purchase",
      property("revenue", "number"),
      property("$tax", "number"),
      property("$revenue", "number"),
    ),
  ];
  expect(newModel("Ada", converted).valueProperty).toBe("$revenue");
  expect(newModel("Ada", [])).toMatchObject({ orders: 'did "Order Completed"', valueProperty: "" });
});

test("what is typed becomes what the server is told", () => {
  const form = { ...newModel("Ada", []), orders: "did a\n\n did b ", everyHours: "", purpose: " ads " };
  expect(editOf(form, null)).toMatchObject({
    orders: ["did a", "did b"],
    valueProperty: null,
    everyHours: null,
    purpose: "ads",
    rev: 0,
  });
});

test.each(["alive", "orders", "rate", "next", "spend", "value", "chance"])(
  "a segment of %s can be read",
  (name) => {
    expect(parseDefinition(sentenceOf(name, `shop.${name}`)).kind).toBe("ok");
  },
);

test("a segment of a chance has as many as its name says", () => {
  expect(sentenceOf("chance", "soon.chance")).toBe('in top 20% by predicted "soon.chance"');
});

test("traits are told to the one kind that reads them", () => {
  const form = { ...newModel("Ada", []), covariates: " born \n\nmember" };
  expect(editOf({ ...form, kind: "paretonbd" }, null).covariates).toEqual(["born", "member"]);
  expect(editOf({ ...form, kind: "mbgnbd" }, null).covariates).toEqual([]);
});
