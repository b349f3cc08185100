import { DAY_MS, HOUR_MS, parseIso } from "@habitus/kernel";
import { expect, test } from "vitest";
import { beginningsUpTo, type Calendar, edgesBefore, edgesBetween, edgesUpTo } from "./periods.ts";

const at = (text: string): number => parseIso(text)?.at ?? Number.NaN;
const shown = (edges: readonly number[] | null) => edges?.map((edge) => new Date(edge).toISOString()) ?? null;
const in_ = (unit: Calendar["unit"], zone = "Europe/Berlin"): Calendar => ({ unit, zone, weekStart: 1 });

test("days of a zone, the one that clocks cut short too", () => {
  const edges = edgesBetween(in_("day"), at("2026-03-28T12:00:00Z"), at("2026-03-30T05:00:00Z"), 10);
  expect(shown(edges)).toEqual([
    "2026-03-27T23:00:00.000Z",
    "2026-03-28T23:00:00.000Z",
    "2026-03-29T22:00:00.000Z",
    "2026-03-30T22:00:00.000Z",
  ]);
});

test("weeks begin when the workspace says, months on the first", () => {
  const weeks = edgesBetween({ ...in_("week", "UTC"), weekStart: 7 }, at("2026-03-03"), at("2026-03-09"), 9);
  expect(shown(weeks)?.map((each) => each.slice(0, 10))).toEqual(["2026-03-01", "2026-03-08", "2026-03-15"]);
  const months = edgesBetween(in_("month", "UTC"), at("2026-01-31"), at("2026-02-01"), 9);
  expect(shown(months)?.map((each) => each.slice(0, 10))).toEqual(["2026-01-01", "2026-02-01", "2026-03-01"]);
});

test("an hour that comes twice is two, and one that is left out is none", () => {
  const autumn = edgesBetween(in_("hour"), at("2026-10-24T23:30:00Z"), at("2026-10-25T02:10:00Z"), 10) ?? [];
  expect(autumn).toHaveLength(5);
  expect(autumn.every((edge, place) => place === 0 || edge - (autumn[place - 1] ?? 0) === HOUR_MS)).toBe(
    true,
  );
  const odd = edgesBetween(
    in_("hour", "Asia/Kolkata"),
    at("2026-01-01T00:10:00Z"),
    at("2026-01-01T00:40:00Z"),
    9,
  );
  expect(shown(odd)).toEqual([
    "2025-12-31T23:30:00.000Z",
    "2026-01-01T00:30:00.000Z",
    "2026-01-01T01:30:00.000Z",
  ]);
});

test("a date that a zone skipped is no period", () => {
  const edges =
    edgesBetween(in_("day", "Pacific/Apia"), at("2011-12-29T12:00:00Z"), at("2011-12-31T12:00:00Z"), 9) ?? [];
  expect(edges.every((edge, place) => place === 0 || edge > (edges[place - 1] ?? 0))).toBe(true);
});

test("as many periods before, whatever their length", () => {
  const months = edgesBefore(in_("month", "UTC"), at("2026-03-01"), 3);
  expect(shown(months)?.map((each) => each.slice(0, 7))).toEqual([
    "2025-12",
    "2026-01",
    "2026-02",
    "2026-03",
  ]);
});

test("so many periods up to now", () => {
  const days = edgesUpTo(in_("day", "UTC"), at("2026-03-05T10:00:00Z"), 2);
  expect(shown(days)?.map((each) => each.slice(0, 10))).toEqual(["2026-03-04", "2026-03-05", "2026-03-06"]);
});

test("more periods than are allowed are refused, and no time is wasted on them", () => {
  expect(edgesBetween(in_("hour"), 0, 4_000 * DAY_MS, 400)).toBeNull();
  expect(edgesBetween(in_("day", "UTC"), 0, 3 * DAY_MS - 1, 3)).toHaveLength(4);
  expect(edgesBetween(in_("day", "UTC"), 0, 3 * DAY_MS, 3)).toBeNull();
});

test("the instants of a size over time are where periods begin, and the end", () => {
  const days = { zone: "Europe/Berlin", weekStart: 1 };
  expect(shown(beginningsUpTo({ ...days, unit: "day" }, at("2026-03-29T12:00:00Z"), 3))).toEqual([
    "2026-03-27T23:00:00.000Z",
    "2026-03-28T23:00:00.000Z",
    "2026-03-29T12:00:00.000Z",
  ]);
  expect(shown(beginningsUpTo({ ...days, unit: "minute" }, at("2026-03-29T12:00:30Z"), 3))).toEqual([
    "2026-03-29T11:59:00.000Z",
    "2026-03-29T12:00:00.000Z",
    "2026-03-29T12:00:30.000Z",
  ]);
  // A period that begins at the end is the end.
  expect(shown(beginningsUpTo({ ...days, unit: "hour" }, at("2026-03-29T12:00:00Z"), 3))).toEqual([
    "2026-03-29T11:00:00.000Z",
    "2026-03-29T12:00:00.000Z",
  ]);
});
