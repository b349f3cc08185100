import { parseIso } from "@habitus/kernel";
import { expect, test } from "vitest";
import { DEFAULT_CONTEXT } from "../normalise/context.ts";
import { parseDefinition } from "../text/parse-definition.ts";
import { printDefinition } from "../text/print-definition.ts";
import { checkDefinition } from "./check-definition.ts";
import { occasionWarnings } from "./occasion-years.ts";

const CONTEXT = {
  ...DEFAULT_CONTEXT,
  occasions: { Fair: [{ countries: ["GB"], on: "2026-05-01, 2027-05-03" }] },
};

function problemsOf(text: string): readonly (readonly [string, string | null])[] {
  const parsed = parseDefinition(text, CONTEXT);
  if (parsed.kind === "refused") return parsed.problems.map(({ code, suggestion }) => [code, suggestion]);
  const found = checkDefinition(parsed.definition, CONTEXT);
  return found.kind === "ok" ? [] : found.problems.map(({ code, suggestion }) => [code, suggestion]);
}

test.each([
  [
    'occasion "Mothers Day" today',
    [["unknown_occasion", 'occasion "Mother\'s Day" today for their country']],
  ],
  ['occasion "fair" today', []],
  ['occasion "Fairs" today', [["unknown_occasion", 'occasion "Fair" today for their country']]],
  ['occasion "Easter Sunday" today in "UK"', [["unknown_country", 'occasion "Easter Sunday" today in "GB"']]],
  ['occasion "fair" today in "FR"', [["unknown_country", null]]],
  ['occasion "fair" today in "gb"', []],
  ['occasion "Diwali" today in "constructor"', [["unknown_country", null]]],
  ['occasion "Good Friday" today in "GRC"', [["unknown_country", null]]],
  [
    'not (occasion "fair" in next 400 days or occasion "" today)',
    [
      ["window_out_of_range", null],
      ["name_empty", null],
    ],
  ],
  ['occasion "fair" in next 2 months', [["no_whole_days", "in next 60 days"]]],
])("%s", (text, problems) => {
  expect(problemsOf(text)).toEqual(problems);
});

test.each([
  ["occasion Diwali tomorrow", 'occasion "Diwali" tomorrow for their country'],
  ['OCCASION "fair" next week For  Their Country', 'occasion "fair" next week for their country'],
  [
    'occasion "fair" today in "GB" and occasion is "fair"',
    'occasion "fair" today in "GB" and "occasion" is "fair"',
  ],
])("%s is printed in full", (text, printed) => {
  const parsed = parseDefinition(text);
  expect(parsed.kind === "ok" ? printDefinition(parsed.definition) : parsed.problems).toBe(printed);
});

test.each([
  ["2025-12-31", ['The days of "Fair" are known for the years 2026 to 2027; outside of them nobody is in']],
  ["2026-06-01", ['The days of "Fair" are known for the years 2026 to 2027; outside of them nobody is in']],
])("days that are not all known around %s are told", (at, messages) => {
  const parsed = parseDefinition('occasion "fair" today or occasion "Christmas Day" today', CONTEXT);
  if (parsed.kind === "refused") throw new Error("it is a definition");
  const warnings = occasionWarnings(parsed.definition, CONTEXT, parseIso(at)?.at ?? 0);
  expect(warnings.map(({ message }) => message)).toEqual(messages);
});
