import { DECIMAL_ONE } from "@habitus/kernel";
import { expect, test } from "vitest";
import { aggregateLeaf, arrival, EVER, event, lastMs, programOf, timelineOf } from "../../test/builders.ts";
import { slidingWindow } from "../window/moving-window.ts";
import { movingExtremeOperator } from "./moving-extreme.ts";

const paid = (time: number, price: number, now = time) => arrival(time, { price }, now);

test("max: the next best takes over when the best leaves", () => {
  const program = programOf(aggregateLeaf("max", ">=", "5", lastMs(100)));
  expect(timelineOf(program, [paid(1_000, 9), paid(1_050, 5), paid(1_060, 4)])).toEqual(["+1000", "-1150"]);
});

test("min: of nothing is absent", () => {
  const program = programOf(aggregateLeaf("min", "<=", "3", lastMs(100)));
  expect(program.initialTruth("s")).toBe(false);
  expect(timelineOf(program, [paid(1_000, 2), paid(1_010, 8)])).toEqual(["+1000", "-1100"]);
});

test("min and max, ever: only the best is kept, the future waits", () => {
  const program = programOf(aggregateLeaf("max", "=", "7", EVER));
  const arrivals = [paid(1_000, 7), paid(900, 3, 1_001), paid(2_000, 8, 1_002)];
  expect(timelineOf(program, arrivals)).toEqual(["+1000", "-2000"]);
  const program2 = programOf(aggregateLeaf("min", "=", "3", EVER));
  expect(timelineOf(program2, [paid(1_000, 7), paid(900, 3, 1_001)])).toEqual(["+1001"]);
});

test("max: an event of the future does not push out those that count until it comes", () => {
  const program = programOf(aggregateLeaf("max", "=", "5", lastMs(100)));
  expect(timelineOf(program, [paid(1_000, 5), paid(1_040, 9, 1_010)])).toEqual(["+1000", "-1040"]);
});

test("max, between ago: an event too young to have entered does not push out those that count", () => {
  const program = programOf(aggregateLeaf("max", "=", "5", lastMs(60, 30)));
  expect(timelineOf(program, [paid(1_000, 5), paid(1_020, 9)])).toEqual(["+1030", "-1050"]);
});

test("keeps only what no newer number outdoes, whatever the order of arrival", () => {
  const leaf = aggregateLeaf("max", ">", "0", lastMs(1_000));
  const operator = movingExtremeOperator({ ...leaf, of: "max" }, slidingWindow(1_000, 0));
  const pairs: readonly (readonly [number, number])[] = [
    [10, 4],
    [20, 9],
    [30, 7],
    [30, 8],
    [40, 1],
    [90, 9],
  ];
  for (const order of [pairs, pairs.toReversed()]) {
    const kept = operator.create();
    for (const [time, price] of order) {
      operator.insert(kept, event(time, { price }), 50);
      operator.settle(kept, 50, null);
    }
    expect(kept).toEqual({ times: [20, 30, 40, 90], values: [9n, 8n, 1n, 9n].map((v) => v * DECIMAL_ONE) });
  }
});
