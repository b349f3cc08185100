import { expect, test } from "vitest";
import { beginningOf, writtenId } from "./id-formats.ts";
import { PHONE_COUNTRIES } from "./phone-countries.ts";

test.each([
  [" Ann.Smith+shop@Example.COM ", "ann.smith+shop@example.com"],
  ["ä@exämple.de", null],
  ["ann@shop", null],
  ["ann@@shop.co", null],
  ["no@no.no", null],
  ["test@test.com", null],
  ["test@shop.co", "test@shop.co"],
  ["null@shop.co", null],
  ["ann@shop.invalid", null],
  [`${"a".repeat(65)}@shop.co`, null],
])("an e-mail address %j is written %j", (text, written) => {
  expect(writtenId({ format: "email" }, text)).toBe(written);
});

test.each([
  ["+44 (0)20 7946-0958", "+442079460958"],
  ["0049.30/901820", "+4930901820"],
  ["+380\u00a044 123 45 67", "+380441234567"],
  ["020 7946 0958", null],
  ["+11111111111", null],
  ["+12", null],
  ["+1234567890123456", null],
  ["call me", null],
])("a phone number %j is written %j", (text, written) => {
  expect(writtenId({ format: "phone" }, text)).toBe(written);
});

test("other ids are written as they are, without blanks around them, and are never nobody's", () => {
  expect(writtenId({ format: "text" }, " AB-12 ")).toBe("AB-12");
  expect([" ", "null", "000", "x".repeat(5_000)].map((text) => writtenId({ format: "text" }, text))).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test("what somebody types of an id begins as the id does", () => {
  expect(beginningOf({ format: "email" }, " Ann@")).toBe("ann@");
  expect(beginningOf({ format: "phone" }, "0049 (30)")).toBe("+4930");
  expect(beginningOf({ format: "text" }, "AB")).toBe("AB");
});

test.each([
  ["UA", "044 123 45 67", "+380441234567"],
  ["UA", "441234567", "+380441234567"],
  ["UA", "380441234567", "+380441234567"],
  ["UA", "+49 30 901820", "+4930901820"],
  ["UA", "0049 30 901820", "+4930901820"],
  ["GB", "(020) 7946 0958", "+442079460958"],
  // Without the 0 it may be one of a town.
  ["GB", "7946 0958", null],
  ["DE", "030/901820", "+4930901820"],
  ["DE", "901820", null],
  // Italy keeps its 0.
  ["IT", "06 6982", "+39066982"],
  ["ES", "912 345 678", "+34912345678"],
  ["US", "(212) 555-0100", "+12125550100"],
  ["US", "1-212-555-0100", "+12125550100"],
  ["US", "555-0100", null],
  ["HU", "06 1 234 5678", "+3612345678"],
  ["RU", "8 (912) 345-67-89", "+79123456789"],
  ["UA", "000000000", null],
  ["ZZ", "044 123 45 67", null],
])("in %s a phone number %j is written %j", (country, text, written) => {
  expect(writtenId({ format: "phone", country }, text)).toBe(written);
});

test("a number that is written is written so again, and a country is told once", () => {
  expect(new Set(PHONE_COUNTRIES).size).toBe(PHONE_COUNTRIES.length);
  expect(PHONE_COUNTRIES).toEqual(PHONE_COUNTRIES.toSorted());
  for (const country of PHONE_COUNTRIES) {
    expect(writtenId({ format: "phone", country }, "+442079460958"), country).toBe("+442079460958");
  }
  expect(beginningOf({ format: "phone", country: "UA" }, "044 123 45 67")).toBe("+380441234567");
  expect(beginningOf({ format: "phone", country: "UA" }, "+380 44")).toBe("+38044");
});
