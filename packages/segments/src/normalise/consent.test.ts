import { expect, test } from "vitest";
import { parseDefinition } from "../text/parse-definition.ts";
import { purposesOf } from "./consent.ts";
import { DEFAULT_CONTEXT } from "./context.ts";
import { planDefinition } from "./plan-definition.ts";

const DATA = { events: {}, properties: {}, traits: { timezone: ["place"] } };

function purposesReadBy(sentence: string): readonly string[] {
  const parsed = parseDefinition(sentence);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  return purposesOf([], planDefinition(parsed.definition, DEFAULT_CONTEXT).leaves, DATA);
}

test.each([
  "did a today in their time zone",
  "did a on weekends",
  "did a between 18:00 and 22:00",
  "average of a.x on weekends >= 1",
  "a (on weekends) / a in last 3 days < 30%",
  "days active of a in last 30 days in their time zone >= 10",
  "birthday in next 7 days",
  "renewal today in their time zone",
])("%s is asked for with the purposes of a person's zone", (sentence) => {
  expect(purposesReadBy(sentence)).toEqual(["place"]);
});

test.each([
  "did a today",
  "days active of a in last 30 days >= 10",
  "renewal today",
  'plan has been "pro" for 3 days',
  'mostly a x "otherwise" in last 90 days',
])("%s reads no zone of a person's", (sentence) => {
  expect(purposesReadBy(sentence)).toEqual([]);
});
