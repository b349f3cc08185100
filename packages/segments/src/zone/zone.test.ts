import { DAY_MS, daysFromCivil, HOUR_MS, parseIso } from "@habitus/kernel";
import { describe, expect, test } from "vitest";
import { dayAt, firstInstantAt, isZoneName, offsetAt, periodStart, startOfDay } from "./zone.ts";

const at = (iso: string): number => parseIso(iso)?.at ?? Number.NaN;
const day = (iso: string): number => at(iso) / DAY_MS;

describe("zone names", () => {
  test.each([
    "UTC",
    "Europe/Kyiv",
    "America/Argentina/Buenos_Aires",
    "Etc/GMT+5",
    "europe/london",
    "Asia/Calcutta",
  ])("%s is one", (name) => expect(isZoneName(name)).toBe(true));
  test.each(["", "Mars/Olympus", "+01:00", "GMT+1x", "Europe/Kyiv ", "Europe\u0000", "../etc"])(
    "%j is none",
    (name) => {
      expect(isZoneName(name)).toBe(false);
    },
  );
});

describe("the first instant of a date", () => {
  test.each([
    ["UTC", "2026-01-01", "2026-01-01T00:00:00Z"],
    ["Asia/Kolkata", "2026-01-01", "2025-12-31T18:30:00Z"],
    ["Pacific/Kiritimati", "2026-01-01", "2025-12-31T10:00:00Z"],
    ["Pacific/Pago_Pago", "2026-01-01", "2026-01-01T11:00:00Z"],
    ["Europe/London", "2026-03-29", "2026-03-29T00:00:00Z"],
    ["Europe/London", "2026-03-30", "2026-03-29T23:00:00Z"],
    ["America/Santiago", "2025-09-07", "2025-09-07T04:00:00Z"],
    ["America/Havana", "2025-11-02", "2025-11-02T04:00:00Z"],
    ["Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"],
    ["Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"],
    ["Africa/Monrovia", "1971-01-01", "1971-01-01T00:44:30Z"],
    // Clocks went back from 00:01 to 23:01 of the day before: the day had begun a minute earlier.
    ["America/St_Johns", "2006-10-29", "2006-10-29T02:30:00Z"],
  ])("%s %s", (zone, date, first) => {
    expect(startOfDay(zone, day(date))).toBe(at(first));
  });

  test("every hour of three years lies in the day whose first instant is the last before it", () => {
    for (const zone of ["America/Santiago", "America/St_Johns", "Australia/Lord_Howe"]) {
      let previous = dayAt(zone, at("2005-12-31T12:00:00Z"));
      for (let hour = at("2006-01-01T00:00:00Z"); hour < at("2008-12-31T00:00:00Z"); hour += 7 * HOUR_MS) {
        const days = dayAt(zone, hour);
        expect(startOfDay(zone, days) <= hour && hour < startOfDay(zone, days + 1)).toBe(true);
        expect(days === previous || days === previous + 1).toBe(true);
        previous = days;
      }
    }
  });

  test("the repeated hour of yesterday belongs to the day that had begun", () => {
    expect(dayAt("America/St_Johns", at("2006-10-29T02:45:00Z"))).toBe(day("2006-10-29"));
  });
});

test("a local time that comes twice is the first, one that never comes the end of the gap", () => {
  expect(firstInstantAt("America/New_York", at("2026-11-01T01:30:00Z"))).toBe(at("2026-11-01T05:30:00Z"));
  expect(firstInstantAt("America/New_York", at("2026-03-08T02:30:00Z"))).toBe(at("2026-03-08T07:00:00Z"));
  expect(offsetAt("America/New_York", at("2026-03-08T06:59:59.999Z"))).toBe(-5 * HOUR_MS);
});

describe("first dates of periods", () => {
  test.each([
    ["day", 1, "2026-02-28", 1, [2026, 3, 1]],
    ["week", 1, "2026-03-01", 0, [2026, 2, 23]],
    ["week", 7, "2026-03-01", 0, [2026, 3, 1]],
    ["week", 6, "2026-03-01", -1, [2026, 2, 21]],
    ["month", 1, "2026-01-31", 1, [2026, 2, 1]],
    ["month", 1, "2026-01-31", -1, [2025, 12, 1]],
    ["month", 1, "2026-12-31", 14, [2028, 2, 1]],
    ["year", 1, "2028-02-29", -1, [2027, 1, 1]],
    ["week", 1, "1970-01-01", 0, [1969, 12, 29]],
  ] as const)("%s from weekday %i: %s and %i", (unit, weekStart, date, periods, [year, month, first]) => {
    expect(periodStart(unit, weekStart, day(date), periods)).toBe(daysFromCivil(year, month, first));
  });
});
