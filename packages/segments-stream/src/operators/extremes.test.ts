import { expect, test } from "vitest";
import { aggregateLeaf, arrival, EVER, event, lastMs, programOf, timelineOf } from "../../test/builders.ts";
import { slidingWindow } from "../window/moving-window.ts";
import { lastingWindow, type OpenSlidingWindow } from "../window/lasting-window.ts";
import { lastingExtremeOperator } from "./lasting-extreme.ts";
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

test("keeps only what no newer number outdoes, as far as the comparison can tell, whatever the order of arrival", () => {
  const leaf = aggregateLeaf("max", "<=", "8", lastMs(1_000));
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
    expect(kept).toEqual({ times: [20, 40, 90], values: [2, 1, 2] });
  }
});

test.each(["max", "min"] as const)("of %s a number that changes nothing costs nothing", (of) => {
  const program = programOf(aggregateLeaf(of, "=", "8", lastMs(1_000)));
  const [short, far] = of === "max" ? [7, 9] : [9, 7];
  const state = program.createState();
  program.apply(state, paid(10, short).input, 10);
  expect(program.isEmpty(state)).toBe(true);
  program.apply(state, paid(20, far).input, 20);
  const bytes = program.encodeState(state);
  program.apply(state, paid(15, 8).input, 20);
  expect(program.encodeState(state)).toEqual(bytes);
});

test("waiting numbers are kept as far as they will outdo what came before", () => {
  const window: OpenSlidingWindow = { kind: "sliding", fromMs: null, toMs: 50 };
  const leaf = aggregateLeaf("max", "=", "8", window);
  const operator = lastingExtremeOperator({ ...leaf, of: "max" }, lastingWindow(window));
  const pairs = [8, 8, 9, 8, 9].map((price, at) => [at, price] as const);
  for (const order of [pairs, pairs.toReversed()]) {
    const kept = operator.create();
    for (const [time, price] of order) {
      operator.insert(kept, event(time, { price }), 40);
      operator.settle(kept, 40, null);
    }
    expect(kept).toEqual({ best: 0, waiting: { times: [0, 2], values: [1, 2] } });
  }
});
