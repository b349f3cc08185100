import { expect, test } from "vitest";
import { propertiesText, readProperties } from "./item-properties.ts";

test("properties are read as they are written", () => {
  const properties = {
    colour: "blue",
    weight: 1.5,
    soft: true,
    sizes: ["S", "M"],
    code: "007",
    number: "7",
    yes: "true",
    note: "a: b",
    spaced: " x ",
    lines: "a\nb",
  };
  const text = propertiesText(properties);
  expect(text.split("\n").slice(0, 4)).toEqual([
    "colour: blue",
    "weight: 1.5",
    "soft: true",
    'sizes: ["S","M"]',
  ]);
  expect(readProperties(text)).toEqual(properties);
  expect(readProperties("\n colour :  dark blue \n")).toEqual({ colour: "dark blue" });
  expect(readProperties('{"a":1}')).toEqual({ '{"a"': "1}" });
});
