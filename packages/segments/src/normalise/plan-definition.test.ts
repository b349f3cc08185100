import { formatInstant } from "@habitus/kernel";
import { describe, expect, test } from "vitest";
import { describePlan } from "../plan/describe-plan.ts";
import type { Plan } from "../plan/plan.ts";
import { parseDefinition } from "../text/parse-definition.ts";
import { DEFAULT_CONTEXT } from "./context.ts";
import { planDefinition } from "./plan-definition.ts";

function plan(sentence: string, workspaceZone = "UTC", weekStart = 1): Plan {
  const parsed = parseDefinition(sentence);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  return planDefinition(parsed.definition, { ...DEFAULT_CONTEXT, workspaceZone, weekStart });
}

describe("spellings of one meaning have one plan", () => {
  const same: readonly (readonly [string, string])[] = [
    ["did not a", "did a at most 0 times"],
    ["did a", "did a at least 1 time ever"],
    ["did not a at least 3 times", "did a less than 3 times"],
    ["did a more than 2 times", "did a at least 3 times"],
    ["not not did a", "did a"],
    ["did a and (did b and did c)", "(did a and did b) and did c"],
    ["did a and did a", "did a"],
    ["did a or everyone", "everyone"],
    ["did a and everyone", "did a"],
    ["did a and not everyone", "not everyone"],
    ["x is not 5.0", "not x = 5"],
    ["x is 30%", "x is 0.300"],
    ['x in ("a")', 'x is "a"'],
    ['x in ("a", "a", "b")', 'x in ("a", "b")'],
    ["x after 2026-01-01", "x on or after 2026-01-02"],
    ["x on 2026-01-01", "x on or after 2026-01-01 and x before 2026-01-02"],
    ["x between 1 and 5", "x >= 1 and x <= 5"],
    ["did a in last 2 weeks", "did a in last 14 days"],
    ["did a between 5 and 0 days ago", "did a in last 5 days"],
    ["at least 50% of a where x is 1", "a (where x is 1) / a >= 0.5"],
    [
      "less than 30% of a (where x is 1) on weekends in last 3 days where y is 2",
      "a (on weekends where x is 1 and y is 2) / a (where x is 1) in last 3 days < 30%",
    ],
    ["mostly a.p is 10.0 ever", 'mostly a p "10"'],
    ["overdue a (2 times the usual gap)", "overdue a (2.0 times usual gap) at least 3 times ever"],
    ["number of sessions in last 3 days >= 3", "at least 3 sessions in last 72 hours"],
    ["less than 3 sessions of a", "not at least 3 sessions of a (quiet 30 minutes) ever"],
    [
      "sum of session duration > 1 hour",
      'sum of session duration of any event starting with "" > 60 minutes',
    ],
    ["did a on weekends", "did a on sunday, saturday, sunday"],
    ["did a on weekdays in last 3 days", "did a on weekdays in last 3 days in their time zone"],
    ["did a on monday, tuesday, wednesday, thursday, friday, saturday, sunday", "did a"],
    ["did a in at least 2 of last 3 weeks", "did a in at least 2 of last 3 periods of 168 hours"],
    ["did a previous week", "did a last 1 calendar week"],
    ["did a where not (not x is 1)", "did a where x is 1"],
    ["did a where x is 1 and (y is 2 and x is 1)", "did a where x is 1 and y is 2"],
  ];
  test.each(same)("%s = %s", (one, other) => {
    expect(plan(one)).toEqual(plan(other));
  });
});

describe("leaves", () => {
  test("equal conditions are one leaf, whatever the order of a where clause", () => {
    const { leaves, root } = plan("(did a where x is 1 and y is 2) or not (did a where y is 2 and x is 1)");
    expect(leaves).toHaveLength(1);
    expect(root).toEqual({
      kind: "or",
      of: [
        { kind: "leaf", leaf: 0 },
        { kind: "not", of: { kind: "leaf", leaf: 0 } },
      ],
    });
  });

  test("exactly n is two leaves over the same events", () => {
    const { leaves } = plan("did a exactly 2 times");
    expect(leaves.map((leaf) => leaf.kind === "count" && leaf.atLeast)).toEqual([2, 3]);
  });

  test("leaves that no node needs are dropped", () => {
    expect(plan("(did a and not everyone) or did b").leaves).toMatchObject([{ events: { name: "b" } }]);
  });

  test("numbers are canonical", () => {
    expect(plan("sum of a.x >= 0010.50 or y > 12.5%").leaves).toMatchObject([
      { value: "10.5" },
      { test: { value: "0.125" } },
    ]);
  });
});

describe("windows on the workspace's clocks", () => {
  const fixed: readonly (readonly [string, string, string | null, string | null])[] = [
    ["since 2026-01-01", "America/New_York", "2026-01-01T05:00:00.000Z", null],
    ["before 2026-07-01", "America/New_York", null, "2026-07-01T04:00:00.000Z"],
    [
      "from 2026-03-29 to 2026-03-30",
      "Europe/London",
      "2026-03-29T00:00:00.000Z",
      "2026-03-29T23:00:00.000Z",
    ],
    ["since 2026-03-08T02:30", "America/New_York", "2026-03-08T07:00:00.000Z", null],
    ["since 2026-11-01T01:30", "America/New_York", "2026-11-01T05:30:00.000Z", null],
    ["since 2026-11-01T01:30:00-05:00", "America/New_York", "2026-11-01T06:30:00.000Z", null],
    ["since 2025-09-07", "America/Santiago", "2025-09-07T04:00:00.000Z", null],
    ["since 2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00.000Z", null],
    ["since 2026-01-01T00:00:00.001Z", "Asia/Tokyo", "2026-01-01T00:00:00.001Z", null],
  ];
  test.each(fixed)("%s in %s", (window, zone, from, to) => {
    const [leaf] = plan(`did a ${window}`, zone).leaves;
    if (leaf?.kind !== "count" || leaf.events.window.kind !== "fixed") throw new Error("no fixed window");
    const show = (at: number | null): string | null => (at === null ? null : formatInstant(at));
    expect([show(leaf.events.window.from), show(leaf.events.window.to)]).toEqual([from, to]);
  });

  test("calendar windows name the zone they are reckoned in", () => {
    const zones = plan("did a today or did a today in their time zone", "Asia/Tokyo", 7).leaves.map(
      (leaf) => leaf.kind === "count" && leaf.events.window,
    );
    expect(zones).toEqual([
      {
        kind: "calendar",
        unit: "day",
        count: 1,
        endsAgo: 0,
        zone: { kind: "named", name: "Asia/Tokyo" },
        weekStart: 7,
      },
      {
        kind: "calendar",
        unit: "day",
        count: 1,
        endsAgo: 0,
        zone: { kind: "home", otherwise: "Asia/Tokyo" },
        weekStart: 7,
      },
    ]);
  });
});

test("a workspace without a real zone or weekday has no plans", () => {
  expect(() => plan("did a", "Mars/Olympus")).toThrow("no IANA time zone");
  expect(() => plan("did a", "+01:00")).toThrow("no IANA time zone");
  expect(() => plan("did a", "UTC", 0)).toThrow("from 1 (Monday) to 7 (Sunday)");
});

test("a definition of 200 conditions has a plan of its distinct ones", () => {
  const conditions = Array.from({ length: 200 }, (_, at) => `did e${at % 150} in last 30 days`);
  expect(plan(conditions.join(" and ")).leaves).toHaveLength(150);
});

test("a plan as text", () => {
  const sentence = `
    did "Order Completed" at least 3 times in last 90 days where category in ("shoes", 5) and not (revenue <= 50 or gift is true)
    and (sum of purchase.total.value last 3 calendar months in their time zone >= 99.5 or did not return more than 36 hours ago)
    and country is "GB" ignoring case
    and (did visit previous week or did visit since 2026-01-01 or did visit from 2026-01-01 to 2026-02-01)
    and (signup on 2026-01-01 or country is not "GB" ignoring case or not everyone)`;
  expect(describePlan(plan(sentence, "Europe/Berlin"))).toMatchInlineSnapshot(`
    "and
      #0 count of "Order Completed" >= 3
        time (now - 90 d, now]
        where "category" any of (as text is "shoes", as number = 5) and not ("revenue" as number <= 50 or "gift" is true)
      or
        #1 sum of "purchase" "total"."value" >= 99.5
          time in 3 calendar months up to 1 before this one, home zone or Europe/Berlin
        not
          #2 count of "return" >= 1
            time (-, now - 36 h]
      #3 trait "country" as text is "GB" ignoring case
      or
        #4 count of "visit" >= 1
          time in 1 calendar week up to 1 before this one, weeks from day 1, Europe/Berlin
        #5 count of "visit" >= 1
          time [2025-12-31T23:00:00.000Z, now]
        #6 count of "visit" >= 1
          time [2025-12-31T23:00:00.000Z, 2026-01-31T23:00:00.000Z)
      or
        and
          #7 trait "signup" as time >= 2026-01-01T00:00:00.000Z
          #8 trait "signup" as time < 2026-01-02T00:00:00.000Z
        not
          #3 again
    "
  `);
  expect(describePlan(plan("not everyone"))).toBe("no one\n");
});

describe("a survey goes by its key and its name", () => {
  const surveys = [["nps", "NPS"], ["mood", "How was it?"], ["same"]];
  function planOf(sentence: string, known: typeof surveys): Plan {
    const parsed = parseDefinition(sentence);
    if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
    return planDefinition(parsed.definition, { ...DEFAULT_CONTEXT, surveys: known });
  }

  test.each([
    [
      `answered survey "NPS" with score >= 9`,
      `did "Survey Answered" where survey in ("NPS", "nps") and score >= 9`,
    ],
    [`did not answer survey "nps"`, `did not "Survey Answered" where survey in ("nps", "NPS")`],
    [
      `answered survey where survey in ("x", "mood")`,
      `answered survey where survey in ("x", "mood", "How was it?")`,
    ],
    [
      `answered survey where survey is not "mood"`,
      `answered survey where survey not in ("mood", "How was it?")`,
    ],
    [
      `last event "Survey Answered" has survey is "nps"`,
      `last event "Survey Answered" has survey in ("nps", "NPS")`,
    ],
  ])("%s asks as %s does", (sentence, meant) => {
    expect(planOf(sentence, surveys)).toEqual(planOf(meant, []));
  });

  test.each([
    `answered survey "same"`,
    `answered survey "other"`,
    `answered survey where survey contains "nps"`,
    `answered survey where question is "nps"`,
    `did "Order Completed" where survey is "nps"`,
  ])("%s asks for nothing else", (sentence) => {
    expect(planOf(sentence, surveys)).toEqual(planOf(sentence, []));
  });
});
