import { expect, test } from "vitest";
import { withMembers } from "./with-members.ts";

const TEXT = String.raw`{ "a" : 1.50, "\u0062":"x\"}", "c":{"b":[1,"b"]} , "a":2 }`;

test("members go or get other values, all of a key, and the others keep their text", () => {
  const edit = (key: string, text: string) => (key === "a" ? null : key === "b" ? `[${text}]` : undefined);
  expect(withMembers(TEXT, edit)).toBe(String.raw`{"\u0062":["x\"}"],"c":{"b":[1,"b"]}}`);
  expect(withMembers(TEXT, () => null)).toBe("{}");
});

test("what nothing is said of stays byte for byte", () => {
  expect(withMembers(TEXT, () => undefined)).toBe(TEXT);
});
