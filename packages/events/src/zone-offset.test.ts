import { describe, expect, it } from "vitest";
import { zoneOffsetMinutes } from "./zone-offset.ts";

const at = (text: string): number => Date.parse(text);

describe("the offset of a zone", () => {
  it.each([
    ["UTC", "2026-07-01T00:00:00Z", 0],
    ["Europe/Amsterdam", "2026-01-01T00:00:00Z", 60],
    ["Europe/Amsterdam", "2026-07-01T00:00:00Z", 120],
    ["Asia/Kolkata", "2026-07-01T00:00:00Z", 330],
    ["America/St_Johns", "2026-01-01T00:00:00Z", -210],
    ["Australia/Lord_Howe", "2026-01-01T00:00:00Z", 660],
    ["Australia/Lord_Howe", "2026-07-01T00:00:00Z", 630],
    ["GMT+0000", "2026-07-01T00:00:00Z", 0],
    ["GMT+0530", "2026-07-01T00:00:00Z", 330],
    ["GMT-03:30", "2026-07-01T00:00:00Z", -210],
    ["Africa/Monrovia", "1971-01-01T00:00:00Z", -44],
  ])("is known for %s at %s", (zone, text, minutes) => {
    expect(zoneOffsetMinutes(zone, at(text))).toBe(minutes);
  });

  it("changes at the very instant, also when the hour was asked about before", () => {
    const change = at("2026-03-29T01:00:00Z");
    const times = [change - 1, change, change - 1, change + 1, change - 3_600_000];
    expect(times.map((time) => zoneOffsetMinutes("Europe/Paris", time))).toEqual([60, 120, 60, 120, 60]);
    const insideAnHour = at("2026-10-03T15:30:00Z");
    const near = [insideAnHour - 1, insideAnHour, insideAnHour - 60_000];
    expect(near.map((time) => zoneOffsetMinutes("Australia/Lord_Howe", time))).toEqual([630, 660, 630]);
  });

  it.each(["Mars/Olympus", "GMT+1900", "GMT+0060", "+0530", "", "constructor", "x".repeat(10_000)])(
    "is null for %s, which is no zone",
    (zone) => {
      expect(zoneOffsetMinutes(zone, 0)).toBeNull();
    },
  );

  it("stays right when thousands of made-up zones are asked about", () => {
    for (let n = 0; n < 2_500; n++) expect(zoneOffsetMinutes(`Made/Up_${n}`, 0)).toBeNull();
    expect(zoneOffsetMinutes("Asia/Tokyo", 0)).toBe(540);
  });
});
