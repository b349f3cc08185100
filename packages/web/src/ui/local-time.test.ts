import { expect, test } from "vitest";
import { dayText, instantOfLocal, localTime, periodOf } from "./local-time.ts";

test("an instant and the field that shows it are the same by the clock of a zone, to the minute", () => {
  expect(localTime("2026-03-01T07:30:00.000Z", "Europe/Kyiv")).toBe("2026-03-01T09:30");
  expect(instantOfLocal("2026-03-01T09:30", "Europe/Kyiv")).toBe("2026-03-01T07:30:00.000Z");
  expect(instantOfLocal("2026-07-01T09:30", "Europe/Kyiv")).toBe("2026-07-01T06:30:00.000Z");
  expect(instantOfLocal("2026-03-01T09:30", "America/New_York")).toBe("2026-03-01T14:30:00.000Z");
  expect(instantOfLocal("2026-03-01T09:30", "UTC")).toBe("2026-03-01T09:30:00.000Z");
});

test("around a change of the clock each hour that was is itself", () => {
  const told = [
    "2026-03-29T00:30",
    "2026-03-29T02:30",
    "2026-03-29T04:30",
    "2026-10-25T00:30",
    "2026-10-25T05:00",
  ];
  for (const time of told) {
    const instant = instantOfLocal(time, "Europe/Kyiv") ?? "";
    expect(localTime(instant, "Europe/Kyiv")).toBe(time);
  }
});

test("a time that comes twice is the first, and one that never comes is when the clock goes on", () => {
  expect(instantOfLocal("2026-10-25T03:30", "Europe/Kyiv")).toBe("2026-10-25T00:30:00.000Z");
  expect(instantOfLocal("2026-03-29T03:30", "Europe/Kyiv")).toBe("2026-03-29T01:00:00.000Z");
});

test.each([
  ["Europe/Kyiv", "2026-03-29", "2026-03-28T22:00:00.000Z", "2026-03-29T21:00:00.000Z"],
  // Where the clock goes on at midnight, the day begins at one.
  ["America/Havana", "2026-03-08", "2026-03-08T05:00:00.000Z", "2026-03-09T04:00:00.000Z"],
  ["America/Santiago", "2026-09-06", "2026-09-06T04:00:00.000Z", "2026-09-07T03:00:00.000Z"],
])("in %s the whole of %s is from its first instant to that of the next day", (zone, day, from, to) => {
  expect(periodOf(day, day, zone)).toEqual({ from, to });
  expect(instantOfLocal(`${day}T00:00`, zone)).toBe(from);
  expect([dayText(Date.parse(from), zone), dayText(Date.parse(to) - 1, zone)]).toEqual([day, day]);
});

test("nothing, and what is no time, is no instant", () => {
  expect(["", "soon", "2026-03-01"].map((text) => instantOfLocal(text, "UTC"))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect([localTime("", "UTC"), localTime("soon", "UTC")]).toEqual(["", ""]);
  expect(periodOf(undefined, "soon", "UTC")).toEqual({ from: undefined, to: undefined });
});
