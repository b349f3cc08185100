import { DEFAULT_CONTEXT, parseDefinition, planDefinition } from "@habitus/segments";
import { expect, test } from "vitest";
import { keptWarnings } from "./kept-warnings.ts";

const RULES = [
  { event: "Page Viewed", days: 90 },
  { event: "Page Left", days: 30 },
  { event: "Order", days: null },
  { event: "*", days: 365 },
];

function warned(text: string, rules = RULES): readonly string[] {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  const plan = planDefinition(parsed.definition, DEFAULT_CONTEXT);
  return keptWarnings(plan, rules).map(
    ({ code, message }) => `${code} ${/^Events (.*), so/.exec(message)?.[1]}`,
  );
}

test.each([
  ['did "Page Viewed" in last 90 days', []],
  ['did "Page Viewed" in last 91 days', ["kept_shorter `Page Viewed` are kept 90 days"]],
  ['did "Page Viewed"', ["kept_shorter `Page Viewed` are kept 90 days"]],
  ['did "Page Viewed" last 4 calendar months', ["kept_shorter `Page Viewed` are kept 90 days"]],
  ['did "Page Viewed" since 2026-01-01', ["kept_shorter `Page Viewed` are kept 90 days"]],
  ["did Order", []],
  ["did visit in last 300 days and did visit in last 400 days", ["kept_shorter `visit` are kept 365 days"]],
  ['did visit then "Page Left" within 1 hour in last 60 days', ["kept_shorter `Page Left` are kept 30 days"]],
  [
    'did any event starting with "Page" in last 60 days',
    ['kept_shorter whose name begins with "Page" are kept 30 days'],
  ],
  ['did any event starting with "Page" in last 30 days', []],
  ['plan is "pro"', []],
])("%s", (text, expected) => {
  expect(warned(text)).toEqual(expected);
});

test("what has no rule is kept for ever", () => {
  expect(warned("did visit", [{ event: "Page Viewed", days: 90 }])).toEqual([]);
  expect(warned('did any event starting with "v"', [{ event: "Page Viewed", days: 90 }])).toEqual([]);
});
