import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { DAY_MS, formatInstant } from "@habitus/kernel";
import { describe, expect, test } from "vitest";
import { CALENDAR } from "./calendar.ts";
import {
  countriesOf,
  datesByCountry,
  datesIn,
  faultOfRule,
  findOccasion,
  occasionsOf,
  yearsOf,
} from "./occasions.ts";

const date = (day: number): string => formatInstant(day * DAY_MS).slice(0, 10);

function inYears(name: string, country: string, years: readonly number[]): readonly string[] {
  const found = findOccasion(name, {});
  const dates = found === null ? [] : datesIn(found, country).map(date);
  return dates.filter((one) => years.includes(Number(one.slice(0, 4))));
}

describe("the shipped calendar", () => {
  test("has rules that can be read, each name once, and no country twice", () => {
    const names = occasionsOf({}).map(({ name }) => name);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(CALENDAR.length);
    for (const { name, days } of occasionsOf({})) {
      for (const { on } of days) expect([name, faultOfRule(on)]).toEqual([name, null]);
      const named = days.flatMap(({ countries }) => countries ?? []);
      expect([
        name,
        named.filter((code, at) => named.indexOf(code) < at || !/^[A-Z]{2}$/.test(code)),
      ]).toEqual([name, []]);
    }
  });

  // A change here gives every live segment that reads the occasion a new plan: say so in the change log.
  test("stays as it is", () => {
    const days = occasionsOf({}).map((occasion) => [occasion.name, datesByCountry(occasion)]);
    const hash = createHash("sha256").update(JSON.stringify(days)).digest("hex");
    expect(hash.slice(0, 16)).toMatchInlineSnapshot(`"3cba2446e7f02781"`);
  });

  // From almanacs and public lists, not from here.
  test.each([
    ["Mother's Day", "GB", ["2025-03-30", "2026-03-15", "2027-03-07"]],
    ["Mother's Day", "US", ["2025-05-11", "2026-05-10", "2027-05-09"]],
    ["Mother's Day", "FR", ["2025-05-25", "2026-05-31", "2027-05-30"]],
    ["Mother's Day", "NO", ["2025-02-09", "2026-02-08", "2027-02-14"]],
    ["Father's Day", "DE", ["2025-05-29", "2026-05-14", "2027-05-06"]],
    ["Easter Sunday", "GB", ["2025-04-20", "2026-04-05", "2027-03-28"]],
    ["Easter Sunday", "GR", ["2025-04-20", "2026-04-12", "2027-05-02"]],
    ["Thanksgiving", "US", ["2025-11-27", "2026-11-26", "2027-11-25"]],
    ["Thanksgiving", "CA", ["2025-10-13", "2026-10-12", "2027-10-11"]],
    ["Black Friday", "PL", ["2025-11-28", "2026-11-27", "2027-11-26"]],
    ["Midsummer", "SE", ["2025-06-21", "2026-06-20", "2027-06-26"]],
    ["First Sunday of Advent", "DE", ["2025-11-30", "2026-11-29", "2027-11-28"]],
    ["Lunar New Year", "CN", ["2025-01-29", "2026-02-17", "2027-02-06"]],
    ["Lunar New Year", "KR", ["2025-01-29", "2026-02-17", "2027-02-07"]],
    ["Diwali", "IN", ["2025-10-20", "2026-11-08", "2027-10-29"]],
    ["Christmas Day", "RS", ["2025-01-07", "2026-01-07", "2027-01-07"]],
    ["Christmas Day", "AM", ["2025-01-06", "2026-01-06", "2027-01-06"]],
  ])("%s in %s", (name, country, days) => {
    expect(inYears(name, country, [2025, 2026, 2027])).toEqual(days);
  });

  test("of France the Sunday of Pentecost gives way", () => {
    expect(inYears("Mother's Day", "FR", [2007, 2012, 2023])).toEqual([
      "2007-06-03",
      "2012-06-03",
      "2023-06-04",
    ]);
  });
});

/** What stands in the document between its two lines, for reading. */
function tableOfCalendar(): string {
  const rows = CALENDAR.flatMap(({ name, days, source }) =>
    days.map(([countries, on], place) => {
      const years = /^\d{4}-/.test(on) ? `written out, ${on.slice(0, 4)} to ${on.slice(-10, -6)}` : on;
      const where = countries === "*" ? (days.length > 1 ? "everywhere else" : "everywhere") : countries;
      return `| ${place === 0 ? name : ""} | ${where} | ${years} | ${place === 0 ? (source ?? "") : ""} |`;
    }),
  );
  return ["| occasion | where | when | source |", "|---|---|---|---|", ...rows].join("\n");
}

test("the document lists the calendar (write it anew with HABITUS_UPDATE=1)", () => {
  const file = new URL("../../OCCASIONS.md", import.meta.url);
  const [before = "", after = ""] = readFileSync(file, "utf8").split(
    /(?<=<!-- calendar -->\n)[^]*(?=\n<!-- end -->)/,
  );
  const written = `${before}${tableOfCalendar()}${after}`;
  if (process.env["HABITUS_UPDATE"] === "1") writeFileSync(file, written);
  expect(readFileSync(file, "utf8")).toBe(written);
});

describe("occasions of a workspace's own", () => {
  const own = {
    "mother’s day": [{ countries: ["GB"], on: "1 april" }],
    Fair: [
      { countries: ["gb", "IE"], on: "2026-05-01, 2027-05-03" },
      { countries: ["GB"], on: "3 days before easter" },
      { countries: null, on: "5th monday of march" },
    ],
  };

  test("stand in the place of a shipped one of that name", () => {
    const found = findOccasion("Mother's  day", own);
    expect(found?.name).toBe("mother’s day");
    expect(occasionsOf(own)).toHaveLength(CALENDAR.length + 1);
  });

  test("have the days of all entries of a country, and of no other entry elsewhere", () => {
    const fair = findOccasion("fair", own);
    if (fair === null) throw new Error("there is a fair");
    const of2026 = (country: string) =>
      datesIn(fair, country)
        .map(date)
        .filter((one) => one.startsWith("2026"));
    expect(of2026("GB")).toEqual(["2026-04-02", "2026-05-01"]);
    expect(of2026("ie")).toEqual(["2026-05-01"]);
    expect(of2026("FR")).toEqual(["2026-03-30"]);
    expect(
      datesIn(fair, "FR")
        .map(date)
        .filter((one) => one.startsWith("2027")),
    ).toEqual(["2027-03-29"]);
    expect(countriesOf(fair)).toEqual({ named: ["GB", "IE", "gb"], elsewhere: true });
    expect(yearsOf(fair)).toEqual({ from: 2026, to: 2027 });
  });
});

test.each([
  ["12-25", false],
  ["31 april", false],
  ["29 February", true],
  ["6th monday of may", false],
  ["2nd fryday of may", false],
  ["", false],
  ["2026-02-30", false],
  ["1999-01-01", false],
  ["Last  Monday of May", true],
  ["1 day after 2 days after easter", true],
  ["constructor monday of may", false],
  ["1 day after 1990-01-01, 2026-11-08", false],
])("%s", (rule, isOne) => {
  expect(faultOfRule(rule) === null).toBe(isOne);
});

test("days led away from written ones are known for no more years than these, and may share none", () => {
  const known = (...rules: readonly string[]) => {
    const days = rules.map((on, place) => ({ countries: [["GB", "US"][place] ?? "FR"], on }));
    return yearsOf({ name: "Fair", days });
  };
  expect(known("1 day after 2026-11-08")).toEqual({ from: 2026, to: 2026 });
  expect(known("2026-11-08, but 2026-11-09 where it is easter")).toEqual({ from: 2026, to: 2026 });
  expect(known("2026-11-08", "2027-11-08")).toEqual({ from: 2027, to: 2026 });
});

test("a weekday from 29 February counts from the 28th in a year without one", () => {
  const fair = { name: "Fair", days: [{ countries: null, on: "saturday from 29 february" }] };
  const years = datesIn(fair, "GB").map(date);
  expect(years.filter((one) => /^202[68]/.test(one))).toEqual(["2026-02-28", "2028-03-04"]);
});
