import { DAY_MS, HOUR_MS, MINUTE_MS, must } from "@habitus/kernel";
import { expect, test } from "vitest";
import { at } from "../../test/builders.ts";
import { zoneClock } from "./zone-clock.ts";

const clock = (name: string) => must(zoneClock(name), name);
const day = (iso: string) => Math.floor(at(iso) / DAY_MS);

test("a text that names no zone has no clock", () => {
  for (const name of ["", "nowhere", "Mars/Olympus", "\0", "UTC ", "+05:00", "Z", "ＵＴＣ"])
    expect(zoneClock(name)).toBeNull();
});

test("days begin at local midnight, summer and winter", () => {
  const kyiv = clock("Europe/Kyiv");
  expect(kyiv.dayStart(day("2026-07-01"))).toBe(at("2026-06-30T21:00:00Z"));
  expect(kyiv.dayStart(day("2026-12-01"))).toBe(at("2026-11-30T22:00:00Z"));
});

test("where midnight is skipped, the day begins at one o'clock", () => {
  expect(clock("Africa/Cairo").dayStart(day("2010-04-30"))).toBe(at("2010-04-29T22:00:00Z"));
});

test("where midnight comes twice, the day begins the first time", () => {
  // At 00:01 the clocks went back to 23:01 of the day before.
  const johns = clock("America/St_Johns");
  const start = at("2008-11-02T02:30:00Z");
  expect(johns.dayStart(day("2008-11-02"))).toBe(start);
  expect(johns.dayOf(start - 1)).toBe(day("2008-11-01"));
  expect(johns.dayOf(start + 30 * MINUTE_MS)).toBe(day("2008-11-02"));
});

test("a day that never was begins with the day after it", () => {
  const apia = clock("Pacific/Apia");
  expect(apia.dayStart(day("2011-12-30"))).toBe(at("2011-12-30T10:00:00Z"));
  expect(apia.dayStart(day("2011-12-31"))).toBe(at("2011-12-30T10:00:00Z"));
  expect(apia.dayOf(at("2011-12-30T10:00:00Z"))).toBe(day("2011-12-31"));
});

test("offsets with seconds", () => {
  expect(clock("Africa/Monrovia").dayStart(day("1971-06-01"))).toBe(at("1971-06-01T00:44:30Z"));
});

test("every hour of three years lies in the day whose start is the last before it", () => {
  const zones = [
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Asia/Gaza",
  ];
  for (const zone of zones) {
    const { dayOf, dayStart } = clock(zone);
    for (let hour = at("2010-01-01T00:00:00Z"); hour < at("2013-01-01T00:00:00Z"); hour += HOUR_MS) {
      const local = dayOf(hour);
      if (dayStart(local) > hour || hour >= dayStart(local + 1)) throw new Error(`${zone} ${hour}`);
    }
  }
});

test("days begin exactly where Intl's own date changes", () => {
  for (const zone of ["America/Sao_Paulo", "Europe/London", "Asia/Tehran", "Pacific/Chatham"]) {
    const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
    const { dayStart } = clock(zone);
    for (let number = day("2017-01-01"); number < day("2018-01-01"); number++) {
      const start = dayStart(number);
      expect(format.format(start - 1) < format.format(start)).toBe(true);
    }
  }
});
