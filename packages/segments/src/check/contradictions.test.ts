import { expect, test } from "vitest";
import { observedProblems } from "../vocabulary/observed-problems.ts";
import { parseDefinition } from "../text/parse-definition.ts";
import { contradictions } from "./contradictions.ts";

/** Each later part that an earlier one shuts out. */
function told(text: string): readonly string[] {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  return observedProblems(text, contradictions(parsed.definition)).map(({ from, to }) =>
    text.slice(from, to),
  );
}

test.each([
  ["age > 10 and age < 5", "age < 5"],
  ["age > 5 and age < 5", "age < 5"],
  ["age between 1 and 3 and age = 4", "age = 4"],
  ['age < 5 and did a and (country is "GB" and age >= 30%) and age in (7, 8)', "age in (7, 8)"],
  ['plan is "pro" and plan is "free"', 'plan is "free"'],
  ['plan in ("pro", "team") and plan is "free"', 'plan is "free"'],
  ["paid is true and paid is false", "paid is false"],
  ["due before 2026-01-01 and due on 2026-01-01", "due on 2026-01-01"],
  ["email exists and email does not exist", "email does not exist"],
  [
    "did a at least 3 times in last 7 days and did a at most 1 time in last 7 days",
    "did a at most 1 time in last 7 days",
  ],
  ["did a and did not a", "did not a"],
  ["did not a at least 2 times and did a more than 1 time", "did a more than 1 time"],
  ["did a where (x > 5 and x < 3)", "x < 3"],
  ["any item of a (where x > 5 and y is 1 and x < 3)", "x < 3"],
  ["sum of a.x > 5 and sum of a.x < 5", "sum of a.x < 5"],
  ["at least 60% of a on weekends and at most 30% of a on weekends", "at most 30% of a on weekends"],
  ['entered segment "vip" at least 2 times and not entered segment "vip"', 'entered segment "vip"'],
  ['in segment "vip" and not in segment "vip"', 'in segment "vip"'],
  ["not (did a and did b) and (did a and did b)", null],
])("%s", (text, part) => {
  const found = told(text);
  expect(found).toHaveLength(part === null ? 0 : 1);
  if (part !== null) expect(found[0]).toContain(part);
});

test("what may be true together is not told", () => {
  for (const text of [
    "age > 5 and age < 10",
    "age >= 5 and age <= 5",
    "age > 10 or age < 5",
    "age > 10 and size < 5",
    'plan is "pro" and plan is "PRO" ignoring case',
    'plan is "5" and plan is 6',
    'paid is true and paid is "true"',
    'plan in ("pro", "team") and plan in ("team", "free")',
    "did a at least 3 times and did a at most 1 time in last 7 days",
    "did a at least 3 times and did b at most 1 time",
    "did a for the first time in last 7 days and did a at most 1 time in last 7 days",
    "did a in at least 4 of last 5 weeks and did a at most 1 time",
    "did a where (x > 5) and did a where (x < 3)",
    "did a then b and did not b then a",
    "sum of a.x > 5 and average of a.x < 5",
    'tags includes "a" and tags includes "b"',
    "renewal in last 3 days and renewal in next 3 days",
  ]) {
    expect([text, told(text)]).toEqual([text, []]);
  }
});

test("each row tells of its first", () => {
  expect(
    told("age > 10 and age < 5 and age < 4 or (did a and (did b and (did not b or size > 3 and size < 2)))"),
  ).toHaveLength(2);
});
