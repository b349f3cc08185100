import { expect, test } from "vitest";
import { daysText, readDays } from "./occasion-days.ts";

test("lines are entries and back", () => {
  const days = [
    { countries: ["GB", "IE"], on: "2nd sunday of may" },
    { countries: null, on: "2026-05-01, 2027-05-03" },
  ];
  expect(daysText(days)).toBe("GB, IE: 2nd sunday of may\n*: 2026-05-01, 2027-05-03");
  expect(readDays(`${daysText(days)}\n\n`)).toEqual(days);
  expect(readDays("25 december\n fr,FR : easter")).toEqual([
    { countries: null, on: "25 december" },
    { countries: ["fr", "FR"], on: "easter" },
  ]);
});
