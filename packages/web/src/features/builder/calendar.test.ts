import { parseDefinition } from "@habitus/segments";
import { expect, test } from "vitest";
import { readsCalendar } from "./calendar.ts";

test.each([
  ['did "A" this month', true],
  ['did "A" in last 30 days', false],
  ['did "B" in last 7 days and (plan is "pro" or did "A" previous week)', true],
  ['did "A" this month in their time zone', false],
  ['did "A" in at least 3 of last 4 calendar weeks', true],
  ['did "A" in at least 3 of last 4 weeks', false],
  ['did "A" since 2026-01-01', true],
  ["everyone", false],
])("%s", (text, follows) => {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed));
  expect(readsCalendar(parsed.definition)).toBe(follows);
});
