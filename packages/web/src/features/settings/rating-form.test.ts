import { RATING_KINDS } from "@habitus/contract";
import { parseDefinition } from "@habitus/segments";
import { expect, test } from "vitest";
import { badLine, newRating, ratingEditOf, readLine } from "./rating-form.ts";

test("every rating to begin with is made of sentences, with points", () => {
  for (const kind of RATING_KINDS) {
    const form = newRating(kind, "Ada");
    expect(badLine(form)).toBeNull();
    const { parts } = ratingEditOf(form, null);
    for (const { rules, said } of parts) {
      const texts = [...rules.map(({ when }) => when), ...(typeof said === "string" ? [said] : [])];
      for (const text of texts) expect([text, parseDefinition(text).kind]).toEqual([text, "ok"]);
      expect(rules.every(({ points }) => points !== 0)).toBe(true);
    }
    expect(parts.every(({ said }) => (said !== null) === (kind === "benefits"))).toBe(true);
  }
});

test("a line is points and a sentence", () => {
  expect(readLine('3 did "x"')).toEqual({ points: 3, text: 'did "x"' });
  expect(readLine(" -0.5  plan is 5 ")).toEqual({ points: -0.5, text: "plan is 5" });
  expect(readLine('did "x"')).toBeNull();
  expect(readLine("3")).toBeNull();
  const form = { ...newRating("lead", "Ada"), bands: "0 cold\nwarm" };
  expect(badLine(form)).toBe("warm");
});
