import { describe, expect, test } from "vitest";
import { doubtfulNames } from "./doubtful-names.ts";
import { parseDefinition } from "./parse-definition.ts";
import type { TextProblem } from "./problem.ts";

// Every refusal with its place, words and offer stands in golden/refused.txt. Read the difference before you accept it
// with `npx vitest run packages/segments/src/text/problems.test.ts -u`.
const REFUSED: readonly string[] = [
  "",
  "-- nothing\n",
  ...String.raw`
did
did "Order Completed" at least
did purchase at least three times
did purchase at least 3
did purchase at leest 3 times
did purchase att least 3 times
did purchase 3 times
did purchase at least 0 times
did purchase less than 0 times
did purchase at least 100001 times
did purchase at most -1 times
did purchase at least 2.5 times
did purchase at least 12345678901 times
did purchase at least 3 times at most 5 times
any member of their account
any member of account (did purchase)
any member of their account did purchase
at least 0 members of their account (did purchase)
at least 2 members of their acount (did purchase)
some member of their account (did purchase)
any member of their account (did purchase
any member of their account ()
did open app regularly in 4 of last 5 weeks
did open app regularly: in at least 4 of last 5 weeks
did open app regularly:
did open app in 4 of last 5 weeks
did open app 4 out of the last 5 weeks
did open app at least 4 of last 5 weeks
stopped purchase
stopped purchase and did visit
stopped purchase in last 365 days
stopped purchase quiet 60 days
stopped purchase (60 days)
stopped purchase (quiet for 60 days)
restarted purchase in last 7 days
restarted purchase (quiet 60 days)
overdue purchase
overdue purchase (2 times)
overdue purchase at least 5 times
did purchase first time in last 7 days
did purchase for first time in last 7 days
did purchase with revenue > 5
did purchase last 7 days
did purchase at weekends
did view and then purchase within 1 hour
did view then purchase within 1 hour with same product_id within 2 hours
did view then refund within 1 hour then purchase with the same product_id without return between without view between
did view followed by purchase within 1 hour
did view but not purchase within 1 hour
in community "Indie film" with weight > 0.3
not in community Jazz
did purchase where launched within 2 months before the event
did purchase where launched within 0 days before the event
did purchase where launched within 14 days before it
did purchase where launched within 14 days
did purchase where launched at most 14 days before the event
launched within 14 days before the event
any item of orders (where launched within 14 days before the event)
did purchase in last 3 months
did purchase in last 1 year
did purchase between 6 and 3 months ago
did purchase more than 2 years ago
did purchase in last 0 days
did purchase in last 40000 days
did purchase last 101 calendar years
did purchase last 0 calendar months
did purchase in last 30d
did purchase in last 30 dayz
did purchase in lst 30 days
did purchase inn last 3 days
did purchase in 30 days
did purchase within 30 days
did purchase in last month
did purchase last hour
did purchase in last 30 days in last 60 days
did purchase between 30 and 60 days ago
did purchase between 30 and 30 days ago
did purchase since yesterday
did purchase since "2026-01-01"
did purchase since 2026-1-5
did purchase since 2026-02-30
did purchase since 1969-12-31
did purchase before 2200-01-01
did purchase from 2026-02-01 to 2026-01-01
did purchase from 2026-02-01 to 2026-02-01
did purchase from 2026-02-01
in top 0% by count of visit
in bottom 100% by count of visit
in top 20 by count of visit
in top 20% by sum of purchase
in top 20% of purchase
in top 20% by recency of visit this month
in top 20% by age in last 30 days
in top 20% by count of visit in last 3 months
in top 20% by count of visit among country is "GB"
in top 20% by count of visit among segment "VIP" in last 3 days
between percentiles 60 and 40 by count of visit
between percentiles 0 and 100 by count of visit
quantile tier 6 of 5 by count of visit
quantile tier 1 of 1 by count of visit
quantile tier 1 of 5
rfm recency 6
rfm recency >= 1 and frequency 4
rfm recency != 3
rfm recency 3 and recency 4
rfm recency 3 by purchase
did purchase in last 5 days in their time zone
did purchase in their time zone
did purchase last 3 calendar hours
did purchase not in last 3 days
did log in today
opened message Spring in last 30 days
opened "Spring" in last 30 days
opened mesage "Spring"
did open mesage "Spring"
opened message "Spring" inn last 3 days
opened message "Spring" >= 3
opened message "Spring" in last 3 months
opened message ""
answered survey NPS with score >= 9
answered survey "NPS" with score
mostly opened message "email"
did purchase.revenue > 5
did purchase > 5
did purchase where
did purchase where did visit
did purchase where (a is 1 and did visit)
did purchase where a is 1 where b is 2
did purchase where (a is 1 in last 3 days or b is 2)
did purchase whre a is 1
did purchase and country is "GB" in last 3 days
(did a or b is 1) in last 3 days
did purchase; did visit
did purchase && did visit
did purchase, did visit
dod purchase
everybody
not
country is GB
country is New York and did a
country is "GB
country = 'GB'
country is “GB”
country == "GB"
country isnt "GB"
age => 18
age <> 18
age > "18"
age > "x"
age > true
age contains 5
age before "2026-01-01"
age before 5
age after 1899-12-31
age between "1" and 5
age between 5 and 1
age >= 1,000
name is ""
name in ("a", "")
name is "a\qb"
name is "\u{110000}"
name is "\ud83d"
name is 1234567890123456789
name is 1.0123456789
discount is 1.12345678%
a in ()
a in "x"
a in ("x" "y")
a is true ignoring case
a exists ignoring case
a is
"" is 1
country is "GB" adn did purchase
country is "GB" and
(country is "GB"
country is "GB")
sum of purchase
sum of purchase.revenue
sun of purchase.revenue > 5
sum of purchase.revenue >= "5"
sum of purchase.revenue >= "x"
sku matches "a\tb(?=c)"
sku matches "\u{41}\\bx"
sku does not match "a{2"
sku matches 5
sku matches ""
sku match "a"
within 5 of 50.45,30.52
within 5 km of 50.45
location within 5 km of 91,30.52
location within 5 km of 50.45,-181
location within 0 m of 50.45,30.52
location within 20001 km of 50.45,30.52
location within 5% km of 50.45,30.52
sum of purchase.revenue >= 5 at least 3 times
bucket 0 to 99 of 100 by "a"
bucket 5 to 10 of 10 by "a"
bucket 1 of 1 by "a"
bucket 0 to 9 of 100
"$bucket/" exists
number of sessions >= 2.5
at least 0 sessions
at least 0 sessions of open app (quiet 20 minutes) in last 7 days
number of sessions in last 7 days >= 0
at least 3 sessions >= 4
at least 3 sessions (quiet 0 minutes)
at least 3 sessions in at least 3 of last 4 weeks
at least 3 sessions where os is "ios" on weekdays
sum of session duration >= 10
sum of session duration > 1 month
did visit where os is 1 >= 10 minutes
sum of purchase.quantity (where sku is "a") >= 5
sum of purchase.products.quantity (sku is "a") >= 5
sum of purchase.products.quantity (where did purchase) >= 5
sum of purchase.products.quantity (where sku is "") >= 5
sum of purchase.revenue where a is 1 at least 3 times
sum of purchase.revenue >= 5 >= 6
did purchase where a is 1 >= 5
renewal in 2 weeks
renewal 3 hours ago
renewal in next 2 months
renewal in next 0 days
renewal in next 99999 days
renewal between 7 and 3 days ahead
renewal between "3" and 7 days ahead
renewal on 5 days ago
renewal before 5% days ago
renewal before 5 months ago
renewal in 99999 calendar days
renewal next hour
did purchase in next 7 days
did purchase where due in next 7 days
in list
in lst "Beta"
in list Beta Testers
in list ""
in segmnt "VIP"
in segment "VIP" in last 7 days
did purchase where in list "Beta"
score "points"
score points > "x"
score points at least 3 times
scor points > 3
predicted > 0.7 of
subscribed too "news"
subscribd to "news"
subscribed
"$list/beta" is true
plan has been not "pro" for 90 days
plan has been != "pro" for 90 days
plan has been "pro"
plan has been "pro" for 3 months
plan has been "pro" for 0 days
plan changed
plan changed in last 30 days
plan changed to "pro" at least 3 times
plan changed to "pro" today in their time zone
did purchase where plan has been "pro" for 3 days
did purchase where plan changed to "pro" in last 3 days
segs includes
segs includes ("a", "b")
segs includes all ("a")
segs includes any of ()
segs includes ""
segs includes 5 ignoring case
every item of segs
any item of segs where price > 5
any items of segs
at least 0 items of segs
at least 2 items of segs in last 3 days
any item of segs (where did purchase)
did purchase or refund
did purchase or refund at least 3 times
did any event in last 3 days
distinct count of any event.$device_type >= 2
did all events at least 3 times
email is not set
email is set
email is null
email is not null
email is known
email is unknown
email is empty
email is not empty
email is blank
email has value
email has any value
in segment "VIP" for 30 days
in list "VIP" for 30 days
subscribed to "news" for 30 days
did purchase where revenue > $50
revenue > $50
revenue > €50
revenue > 50 USD
revenue > 50 EUR and did x
revenue > 50,000
revenue > 1,000,000 and did x
did EVENT in their time zone
did EVENT > 50
did EVENT in last 30 days in their time zone
did purchase >= 3 times
did purchase > 3 times in last 3 days
did purchase = 3 times
account: any member (did purchase)
account: at least 2 members (did purchase)
account: none (did purchase)
account: every (did purchase)
age at least 18
age more than 18
age at most 18 and did purchase
did purchase where revenue at least 18
sum of purchase.revenue at least 500
did purchase on 2026-03-01
did purchase where a is 1 on 2026-03-01
did purchase between 2026-01-01 and 2026-02-01
did purchase after 2026-01-01
did purchase until 2026-01-01
did purchase this quarter
did purchase last quarter
did purchase previous quarter
never purchased
has never purchased
never did purchase
has purchased
has done purchase
added to list "Beta"
added to list "Beta" in last 7 days
is in segment "VIP"
people who did purchase
who did purchase
renewal in next 7 days in their time zone
email does not contain
name starts "x"
did purchase more than 3
did purchase 3+ times
did purchase over 3 times
did purchase three times
plan is "pro" for 30 days
did purchase for 30 days
did purchase in last 3 days or refund
did purchase and refund and did visit
did purchase where a is 1 or refund
everyone who did purchase
not in segment "VIP" for 30 days
did purchase at least 3 in last 3 days
did purchase where coupon is not set
account.name is set
age is over 18
plan is "pro" in their time zone
country is "GB" > 50
did some events in last 3 days
age at least 3 times
revenue in (1) > 5`
    .trim()
    .split("\n"),
  "did a\n  and did b\n  or country is GB",
  'a < "b" and\nx contains 3 and did c in last 2 years',
];

/** What was asked once; every test asks all of them. */
const asked = new Map<string, readonly TextProblem[]>();

function problemsOf(text: string): readonly TextProblem[] {
  const known = asked.get(text);
  if (known !== undefined) return known;
  const parsed = parseDefinition(text);
  const problems = parsed.kind === "refused" ? parsed.problems : [];
  asked.set(text, problems);
  return problems;
}

function show(text: string): string {
  const problems = problemsOf(text).map((problem) =>
    [
      `  ${problem.line}:${problem.column} ${problem.code} at "${text.slice(problem.from, problem.to)}"`,
      `    ${problem.message}`,
      `    expected: ${problem.expected.join(" | ")}`,
      `    suggestion: ${problem.suggestion ?? "-"}`,
    ].join("\n"),
  );
  return `${JSON.stringify(text)}\n${problems.join("\n")}\n`;
}

test("each refusal names its place, what was expected and a way out", async () => {
  await expect(REFUSED.map(show).join("\n")).toMatchFileSnapshot("golden/refused.txt");
});

test.each(REFUSED.map((text) => [text]))("refused at a place inside the text: %j", (text) => {
  const problems = problemsOf(text);
  expect(problems.length).toBeGreaterThan(0);
  for (const { from, to, line, column } of problems) {
    expect(from).toBeLessThanOrEqual(to);
    expect(to).toBeLessThanOrEqual(text.length);
    const lines = text.split("\n");
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(lines.slice(0, line - 1).reduce((sum, before) => sum + before.length + 1, 0) + column - 1).toBe(
      from,
    );
  }
});

test("what a refusal puts in the place of one mistake reads as a definition", () => {
  const unread = REFUSED.flatMap((text) => {
    const [problem, ...others] = problemsOf(text);
    if (problem === undefined || problem.suggestion === null || others.length > 0) return [];
    const mended = withSuggestion(text, problem);
    // What is wrong behind the mended place is told next.
    const end = problem.from + problem.suggestion.length;
    const again = problemsOf(mended);
    return again.every(({ from, code }) => from > end || code === "unexpected_end")
      ? []
      : [`${text} -> ${mended}`];
  });
  expect(unread).toEqual([]);
});

test("the examples that a refusal gives read as definitions", () => {
  const unread = REFUSED.flatMap((text) =>
    problemsOf(text).flatMap(({ message }) =>
      [...message.matchAll(/`((?:did|sum of|in segment|overdue|stopped|restarted)\s[^`]*)`/g)]
        // What belongs together is shown as a form.
        .filter(([, example = ""]) => !/\.property\b/.test(example))
        .map(([, example = ""]) => example.replaceAll("EVENT", "purchase").replaceAll("NAME", '"VIP"'))
        .filter((example) => problemsOf(example).length > 0 && !text.includes(example)),
    ),
  );
  expect(unread).toEqual([]);
});

function withSuggestion(text: string, { from, to, suggestion }: TextProblem): string {
  return text.slice(0, from) + (suggestion ?? "") + text.slice(to);
}

describe("a suggestion put in its place mends the problem", () => {
  const mendable = REFUSED.flatMap((text) => {
    const [problem, ...others] = problemsOf(text);
    return problem === undefined || problem.suggestion === null || others.length > 0
      ? []
      : [[text, problem] as const];
  });

  test.each(mendable)("%j", (text, problem) => {
    const mended = text.slice(0, problem.from) + (problem.suggestion ?? "") + text.slice(problem.to);
    const again = problemsOf(mended.replace(/(?<=revenue)(?=>=)/, " "));
    expect(again.filter(({ from, code }) => from <= problem.from && code === problem.code)).toEqual([]);
  });
});

test("no text exhausts the stack or the patience of the reader", () => {
  const hostile = [
    '"\\'.repeat(49_000),
    `a is "${"\\".repeat(90_000)}`,
    `${"a".repeat(90_000)} "x" b`,
    `did ${"word ".repeat(19_000)}§`,
    `a in (${'"x",'.repeat(20_000)}"x")`,
    `a${".a".repeat(40_000)} is 1`,
    "\u0000\u0001\ud800",
  ];
  for (const text of hostile) expect(problemsOf(text).length).toBeGreaterThan(0);

  // Each event reads as a name in which `only once` may be meant; what is meant is tried in the whole text for the first of them alone.
  const names = `${Array.from({ length: 900 }, () => "did a only once").join(" or ")} -- ${"x".repeat(80_000)}`;
  expect(problemsOf(names)).toEqual([]);
  const never = (): boolean => false;
  const doubts = doubtfulNames(names, never, never);
  expect(doubts).toHaveLength(900);
  expect(doubts.filter(({ suggestion }) => suggestion === "exactly 1 time").length).toBeLessThan(10);
});
