import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { generateParser } from "../../scripts/generate-parser.mjs";
import * as terms from "./segment-terms.gen.ts";
import { KEYWORDS } from "./keywords.ts";

describe("the committed parser is what the grammar generates", () => {
  test.each(Object.entries(generateParser()))("%s", (name, text) => {
    expect(
      readFileSync(new URL(name, import.meta.url), "utf8") === text,
      "run scripts/generate-parser.mjs",
    ).toBe(true);
  });
});

test("every keyword of the grammar is known by its word", () => {
  expect(KEYWORDS).toContain("in");
  expect(KEYWORDS).toContain("calendar");
  expect(KEYWORDS).not.toContain("Word");
  expect(KEYWORDS.length).toBe(Object.keys(terms).filter((name) => name === name.toLowerCase()).length);
});
