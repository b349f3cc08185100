import { DAY_MS } from "@habitus/kernel";
import type { OverdueLeaf, Window } from "@habitus/segments";
import { expect, test } from "vitest";
import { arrival, EVER, lastMs, programOf, timelineOf } from "../../test/builders.ts";

const leaf = (factor: string, atLeast: number, window: Window = EVER): OverdueLeaf => ({
  kind: "overdue",
  events: { name: "buy", where: { kind: "and", of: [] }, window },
  atLeast,
  factor,
});

const bought = (...times: readonly number[]) => times.map((time) => arrival(time));

test("becomes true by itself, a millisecond beyond so many gaps, until the next event", () => {
  const arrivals = bought(0, 100, 200, 1_000);
  expect(timelineOf(programOf(leaf("2", 3)), arrivals)).toEqual(["+401", "-1000", "+1201"]);
});

test("an event that arrives late moves the deadline it finds", () => {
  const late = arrival(150, {}, 250);
  expect(timelineOf(programOf(leaf("1", 3)), [...bought(0, 100, 200), late])).toEqual(["+251"]);
  expect(timelineOf(programOf(leaf("1", 2)), [...bought(0, 100), arrival(50, {}, 120)])).toEqual(["+151"]);
});

test("what leaves the window takes its gap along", () => {
  const arrivals = bought(0, 10, 20, 1_000);
  expect(timelineOf(programOf(leaf("1", 3, lastMs(DAY_MS))), arrivals)).toEqual([
    "+31",
    "-1000",
    "+1011",
    `-${10 + DAY_MS}`,
  ]);
});

test("a deadline beyond all time is none", () => {
  expect(timelineOf(programOf(leaf("999999999999999999", 2)), bought(0, DAY_MS))).toEqual([]);
});
