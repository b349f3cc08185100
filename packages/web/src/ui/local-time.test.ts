import { expect, test } from "vitest";
import { instantOfLocal, localTime, startOfDay } from "./local-time.ts";

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

test("a day begins at midnight of its zone, also the one after it", () => {
  expect(startOfDay("2026-03-29", "Europe/Kyiv")).toBe("2026-03-28T22:00:00.000Z");
  expect(startOfDay("2026-03-29", "Europe/Kyiv", 1)).toBe("2026-03-29T21:00:00.000Z");
});

test("nothing, and what is no time, is no instant", () => {
  expect(["", "soon"].map((text) => instantOfLocal(text, "UTC"))).toEqual([undefined, undefined]);
  expect([localTime("soon", "UTC"), startOfDay("soon", "UTC")]).toEqual(["", undefined]);
});
