import fc from "fast-check";
import { expect, test } from "vitest";
import {
  civilFromDays,
  daysFromCivil,
  formatInstant,
  MAX_EVENT_TIME,
  MIN_EVENT_TIME,
  parseIso,
} from "./time.ts";

test.each([
  ["2026-01-02", "2026-01-02T00:00:00.000Z", null],
  ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z", 0],
  ["2026-01-02T03:04:05.6789+02:30", "2026-01-02T00:34:05.678Z", 150],
  ["2026-01-02 03:04", "2026-01-02T03:04:00.000Z", null],
  ["2026-01-02T03:04:05-0800", "2026-01-02T11:04:05.000Z", -480],
  ["2024-02-29T24:00:00Z", "2024-03-01T00:00:00.000Z", 0],
])("%s is the instant %s", (text, iso, offset) => {
  const parsed = parseIso(text);
  expect(parsed === null ? null : formatInstant(parsed.at)).toBe(iso);
  expect(parsed?.offsetMinutes).toBe(offset);
});

test.each([
  "2026-02-29",
  "2026-13-01",
  "26-01-01",
  "2026-01-01T25:00Z",
  "2026-01-01T00:60Z",
  "01/02/2026",
  "",
  "2026-01-01T00:00:00+25:00",
])("%j is no time", (text) => {
  expect(parseIso(text)).toBeNull();
});

test("dates agree with the host's calendar", () => {
  fc.assert(
    fc.property(fc.integer({ min: MIN_EVENT_TIME, max: MAX_EVENT_TIME }), (at) => {
      expect(formatInstant(at)).toBe(new Date(at).toISOString());
      expect(parseIso(new Date(at).toISOString())?.at).toBe(at);
    }),
  );
});

test("days and dates are inverse over 800 years", () => {
  for (let day = -150_000; day < 150_000; day += 7) {
    const { year, month, day: date } = civilFromDays(day);
    expect(daysFromCivil(year, month, date)).toBe(day);
  }
});
