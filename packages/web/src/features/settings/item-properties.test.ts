import { ExactNumber } from "@habitus/kernel";
import { expect, test } from "vitest";
import { categoriesText, propertiesText, readCategories, readProperties } from "./item-properties.ts";

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
    gtin: new ExactNumber("12345678901234567890"),
    gtins: [new ExactNumber("12345678901234567890"), 1],
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

test("names and categories survive whatever stands in them", () => {
  const names = ["a:b", '"', '"a":', '5" screen', "a\nb", "a\rb", " a ", "\\", "{", '"\\q"'];
  const properties = Object.fromEntries(names.map((name) => [name, `${name}: x`]));
  expect(readProperties(propertiesText(properties))).toEqual(properties);
  expect(propertiesText({ "g:brand": "ACME" })).toBe('"g:brand": ACME');
  expect(readProperties('"g:brand" : ACME\n"bare"\n"half: 1')).toEqual({
    "g:brand": "ACME",
    bare: "",
    '"half': 1,
  });
  const categories = ["A, B", "a:b", '"quoted"', '"', "a\nb", "7"];
  expect(readCategories(categoriesText(categories))).toEqual(categories);
  expect(categoriesText(["Apparel, Shoes & Bags", "hats"])).toBe("Apparel, Shoes & Bags\nhats");
  expect(readCategories("\n hats \n\n")).toEqual(["hats"]);
});
