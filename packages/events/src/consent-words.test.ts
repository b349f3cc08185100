import { expect, test } from "vitest";
import { consentWords } from "./consent-words.ts";
import type { TrackedEvent } from "./tracked-event.ts";

function words(name: string, properties: unknown, context: unknown = {}) {
  const event: TrackedEvent = {
    type: "track",
    id: "m1",
    name,
    time: 1,
    offsetMinutes: null,
    userId: "ann",
    anonymousId: null,
    previousId: null,
    groupId: null,
    properties: JSON.stringify(properties),
    traits: "{}",
    context: JSON.stringify(context),
  };
  return consentWords(event).map(({ category, allowed, text, isChoice }) => [
    category,
    allowed,
    text,
    isChoice,
  ]);
}

const consent = { consent: { categoryPreferences: { Advertising: true, Analytics: false, Odd: "yes" } } };

test("a choice, as our event and as Segment's wrappers send it", () => {
  expect(words("Consent Changed", { purpose: "ads", allowed: false, text: "No ads" })).toEqual([
    ["ads", false, "No ads", true],
  ]);
  expect(words("Consent Changed", { consent: { ads: true, mail: false } })).toEqual([
    ["ads", true, null, true],
    ["mail", false, null, true],
  ]);
  for (const name of ["Segment Consent Preference Updated", "Segment Consent Preference"]) {
    expect(words(name, {}, consent)).toEqual([
      ["Advertising", true, null, true],
      ["Analytics", false, null, true],
    ]);
  }
});

test("what every other event repeats is no choice", () => {
  expect(words("Viewed", { purpose: "ads", allowed: true }, consent)).toEqual([
    ["Advertising", true, null, false],
    ["Analytics", false, null, false],
  ]);
});

test.each([
  ["Viewed", { consent: { ads: true } }, {}],
  ["Consent Changed", { purpose: "ads", allowed: "yes" }, {}],
  ["Consent Changed", { consent: [true] }, { consent: null }],
  ["Viewed", {}, { consent: { categoryPreferences: [] } }],
])("%s %j %j says nothing", (name, properties, context) => {
  expect(words(name, properties, context)).toEqual([]);
});
