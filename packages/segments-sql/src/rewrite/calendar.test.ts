import { formatInstant, must, parseIso } from "@habitus/kernel";
import { expect, test } from "vitest";
import { type CalendarWindow, calendarInterval } from "./calendar.ts";

const at = (text: string): number => must(parseIso(text), `no time: ${text}`).at;

type Parts = Pick<CalendarWindow, "unit"> & Partial<CalendarWindow>;

function edges(parts: Parts, zone: string, now: string): readonly string[] {
  const defaults = {
    kind: "calendar",
    count: 1,
    endsAgo: 0,
    zone: { kind: "named", name: zone },
    weekStart: 1,
  } as const;
  const { from, to } = calendarInterval({ ...defaults, ...parts }, zone, at(now));
  return [formatInstant(from), formatInstant(to)];
}

test.each<[string, Parts, string, string, string, string]>([
  [
    "a day",
    { unit: "day" },
    "Europe/Kyiv",
    "2026-01-15T12:00Z",
    "2026-01-14T22:00:00.000Z",
    "2026-01-15T22:00:00.000Z",
  ],
  [
    "a day of 23 hours",
    { unit: "day" },
    "Europe/Berlin",
    "2026-03-29T12:00Z",
    "2026-03-28T23:00:00.000Z",
    "2026-03-29T22:00:00.000Z",
  ],
  [
    "a day of 25 hours",
    { unit: "day" },
    "Europe/Berlin",
    "2026-10-25T12:00Z",
    "2026-10-24T22:00:00.000Z",
    "2026-10-25T23:00:00.000Z",
  ],
  [
    "a day whose midnight is skipped",
    { unit: "day" },
    "America/Santiago",
    "2025-09-07T12:00Z",
    "2025-09-07T04:00:00.000Z",
    "2025-09-08T03:00:00.000Z",
  ],
  [
    "a day whose midnight comes twice",
    { unit: "day" },
    "Atlantic/Azores",
    "2026-10-25T12:00Z",
    "2026-10-25T00:00:00.000Z",
    "2026-10-26T01:00:00.000Z",
  ],
  [
    "the day that began, where its first minute is put back",
    { unit: "day" },
    "America/St_Johns",
    "2006-10-29T03:00Z",
    "2006-10-29T02:30:00.000Z",
    "2006-10-30T03:30:00.000Z",
  ],
  [
    "a date that a zone left out",
    { unit: "day", endsAgo: 1 },
    "Pacific/Apia",
    "2011-12-30T12:00Z",
    "2011-12-30T10:00:00.000Z",
    "2011-12-30T10:00:00.000Z",
  ],
  [
    "a week from Monday",
    { unit: "week" },
    "UTC",
    "2026-03-29T12:00Z",
    "2026-03-23T00:00:00.000Z",
    "2026-03-30T00:00:00.000Z",
  ],
  [
    "a week from Sunday",
    { unit: "week", weekStart: 7 },
    "UTC",
    "2026-03-29T12:00Z",
    "2026-03-29T00:00:00.000Z",
    "2026-04-05T00:00:00.000Z",
  ],
  [
    "three whole months",
    { unit: "month", count: 3, endsAgo: 1 },
    "UTC",
    "2026-01-31T00:00Z",
    "2025-10-01T00:00:00.000Z",
    "2026-01-01T00:00:00.000Z",
  ],
  [
    "two years",
    { unit: "year", count: 2, endsAgo: 0 },
    "Asia/Kolkata",
    "2026-01-31T00:00Z",
    "2024-12-31T18:30:00.000Z",
    "2026-12-31T18:30:00.000Z",
  ],
  [
    "local mean time",
    { unit: "day" },
    "Africa/Monrovia",
    "1971-01-01T12:00Z",
    "1971-01-01T00:44:30.000Z",
    "1971-01-02T00:44:30.000Z",
  ],
  [
    "the first millisecond of a day",
    { unit: "day" },
    "Asia/Tokyo",
    "2026-05-01T15:00:00.000Z",
    "2026-05-01T15:00:00.000Z",
    "2026-05-02T15:00:00.000Z",
  ],
  [
    "the last millisecond of a day",
    { unit: "day" },
    "Asia/Tokyo",
    "2026-05-01T14:59:59.999Z",
    "2026-04-30T15:00:00.000Z",
    "2026-05-01T15:00:00.000Z",
  ],
])("%s", (_, parts, zone, now, from, to) => {
  expect(edges(parts, zone, now)).toEqual([from, to]);
});

test("days follow each other without a gap in every zone, whatever its clocks do", () => {
  for (const zone of [
    "America/Havana",
    "Asia/Beirut",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
  ]) {
    let end = "";
    for (let now = at("2025-01-01T00:00Z"); now < at("2026-01-10T00:00Z"); now = at(end)) {
      const [from = "", to = ""] = edges({ unit: "day" }, zone, formatInstant(now));
      if (end !== "") expect(from).toBe(end);
      expect(edges({ unit: "day" }, zone, formatInstant(at(to) - 1))).toEqual([from, to]);
      end = to;
    }
  }
});
