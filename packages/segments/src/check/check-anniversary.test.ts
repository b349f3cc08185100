import { describe, expect, test } from "vitest";
import { parseDefinition } from "../text/parse-definition.ts";
import { printDefinition } from "../text/print-definition.ts";

describe("birthdays and anniversaries", () => {
  test.each([
    ["birthday today", "birthday today"],
    ["Birthday in the next 7 days", "birthday in next 7 days"],
    ["anniversary of birthday in 5 days", "birthday in 5 calendar days"],
    ["anniversary of Birthday tomorrow", "anniversary of Birthday tomorrow"],
    [
      "not anniversary of signup.date last 2 calendar months",
      "not anniversary of signup.date last 2 calendar months",
    ],
    ["birthday between 3 and 7 days ahead or did a", "birthday between 3 and 7 days ahead or did a"],
    ['"birthday" today', '"birthday" today'],
    ["birthday on 1990-05-01 and birthday exists", "birthday is 1990-05-01 and birthday exists"],
    ["birthday between 3 and 7", "birthday between 3 and 7"],
    ["anniversary today", "anniversary today"],
  ])("%s", (text, printed) => {
    const read = parseDefinition(text);
    expect(read.kind === "ok" ? printDefinition(read.definition) : read.problems).toBe(printed);
  });

  test.each([
    ["birthday in next 12 hours", "no_whole_days"],
    ["birthday in next 2 months", "no_whole_days", "in next 60 days"],
    ["birthday in next 366 days", "window_out_of_range"],
    ["birthday in next 0 days", "window_out_of_range", "in next 1 day"],
    ["birthday this year", "window_out_of_range"],
    ["birthday between 7 and 3 days ahead", "empty_window", "between 3 and 7 days ahead"],
    ["birthday between 3 and 7 days ago", "empty_window", "between 7 and 3 days ago"],
    ["did a where birthday today", "when_not_here"],
    ["birthday in next week", "unexpected_word"],
  ])("%s is refused", (text, code, suggestion?: string) => {
    const read = parseDefinition(text);
    if (read.kind === "ok") throw new Error(`accepted: ${printDefinition(read.definition)}`);
    const [problem] = read.problems;
    expect(problem?.code).toBe(code);
    if (suggestion !== undefined) expect(problem?.suggestion).toBe(suggestion);
  });
});
