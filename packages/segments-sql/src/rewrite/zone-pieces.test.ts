import { DAY_MS } from "@habitus/kernel";
import { beforeAll, expect, test, vi } from "vitest";
import { offsetAt } from "./calendar.ts";
import { piecesOf } from "./zone-pieces.ts";
import { knowZonesOf } from "./zone-table.ts";

const FROM = Date.UTC(1990, 0, 1);
const NOW = Date.UTC(2026, 10, 22, 9, 30);

// Without the table, whoever used it before: the engine is asked.
beforeAll(() => {
  knowZonesOf({});
});

test("a later now looks through no more than what is new", () => {
  const formats: { readonly format: unknown } = Intl.DateTimeFormat.prototype;
  const format = vi.spyOn(formats, "format", "get");
  const asked = (to: number): number => {
    format.mockClear();
    piecesOf("America/Denver", { from: FROM, to }, "clock");
    return format.mock.calls.length;
  };
  const pieces = piecesOf("America/Denver", { from: FROM, to: NOW }, "clock").length;
  expect(asked(NOW)).toBe(pieces);
  expect(asked(NOW + 1) - pieces).toBeLessThan(10);
  expect(asked(NOW + DAY_MS) - pieces).toBeLessThan(10);
  format.mockRestore();
});

test.each([
  "Europe/Kyiv",
  "Africa/Casablanca",
  "Africa/Cairo",
  "Asia/Gaza",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "Australia/Lord_Howe",
  "Antarctica/Troll",
  "America/Caracas",
])("the pieces of %s are its offsets, in whatever order time is asked for", (zone) => {
  const spans = [
    [Date.UTC(2011, 3, 1, 5), Date.UTC(2012, 7, 9, 1, 2, 3, 4)],
    [Date.UTC(2012, 2, 1), Date.UTC(2016, 5, 5)],
    [Date.UTC(2005, 6, 7), Date.UTC(2011, 3, 2)],
    [Date.UTC(2004, 0, 1), NOW],
    [NOW - 1, NOW + 400 * DAY_MS],
    [Date.UTC(2009, 0, 1), Date.UTC(2010, 0, 1)],
  ] as const;
  for (const [from, to] of spans) {
    const pieces = piecesOf(zone, { from, to }, "clock");
    expect(pieces[0]).toEqual({ at: from, offset: offsetAt(zone, from) });
    for (const { at } of pieces.slice(1)) expect(offsetAt(zone, at - 1)).not.toBe(offsetAt(zone, at));
    for (let at = from; at < to; at += 2 * DAY_MS) {
      expect(pieces.findLast((piece) => piece.at <= at)?.offset).toBe(offsetAt(zone, at));
    }
  }
});
