import { expect, test } from "vitest";
import { arrival, countLeaf, EVER, event, programOf, timelineOf } from "../../test/builders.ts";
import { lastingWindow } from "../window/lasting-window.ts";
import { lastingCountOperator } from "./lasting-count.ts";

test("is entered with the n-th event, whatever the order of arrival, and never left", () => {
  const program = programOf(countLeaf(2, EVER));
  expect(timelineOf(program, [arrival(1_000), arrival(500, {}, 1_200)])).toEqual(["+1200"]);
});

test("waits for the n-th event that is dated in the future", () => {
  const program = programOf(countLeaf(2, EVER));
  const arrivals = [arrival(9_000, {}, 1_000), arrival(7_000, {}, 1_000), arrival(8_000, {}, 1_000)];
  expect(timelineOf(program, arrivals)).toEqual(["+8000"]);
});

test("from X to Y counts X and not Y", () => {
  const program = programOf(countLeaf(1, { kind: "fixed", from: 1_000, to: 2_000 }));
  expect(timelineOf(program, [arrival(999), arrival(2_000)])).toEqual([]);
  expect(timelineOf(program, [arrival(1_000)])).toEqual(["+1000"]);
  expect(timelineOf(program, [arrival(1_999)])).toEqual(["+1999"]);
  expect(timelineOf(program, [arrival(1_999, {}, 5_000)])).toEqual(["+5000"]);
});

test("more than d ago counts an event once it is old enough", () => {
  const program = programOf(countLeaf(2, { kind: "sliding", fromMs: null, toMs: 100 }));
  expect(timelineOf(program, [arrival(1_000), arrival(1_040)])).toEqual(["+1140"]);
});

test("keeps no more than n, and no time of what has entered", () => {
  const operator = lastingCountOperator(countLeaf(3, EVER), lastingWindow({ kind: "ever" }));
  const kept = operator.create();
  for (const time of [90, 80, 70, 60, 10]) operator.insert(kept, event(time), 50);
  expect(kept).toEqual({ seen: 1, waiting: [60, 70] });
  operator.settle(kept, 60, null);
  expect(kept).toEqual({ seen: 2, waiting: [70] });
  expect(operator.due(kept, 60, null)).toBe(70);
  operator.settle(kept, 70, null);
  expect(operator.truth(kept, 70, null)).toBe(true);
  expect(operator.insert(kept, event(75), 75)).toBe(false);
});
