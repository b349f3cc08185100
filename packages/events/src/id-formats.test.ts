import { expect, test } from "vitest";
import { beginningOf, writtenId } from "./id-formats.ts";

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
  expect(writtenId("email", text)).toBe(written);
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
  expect(writtenId("phone", text)).toBe(written);
});

test("other ids are written as they are, without blanks around them, and are never nobody's", () => {
  expect(writtenId("text", " AB-12 ")).toBe("AB-12");
  expect([" ", "null", "000", "x".repeat(5_000)].map((text) => writtenId("text", text))).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test("what somebody types of an id begins as the id does", () => {
  expect(beginningOf("email", " Ann@")).toBe("ann@");
  expect(beginningOf("phone", "0049 (30)")).toBe("+4930");
  expect(beginningOf("text", "AB")).toBe("AB");
});
