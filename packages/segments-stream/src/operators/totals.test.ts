import { expect, test } from "vitest";
import { aggregateLeaf, arrival, EVER, lastMs, programOf, timelineOf } from "../../test/builders.ts";

const paid = (time: number, price: number | string | null | boolean, now = time) =>
  arrival(time, { price }, now);

test("sum: enters above the bound and leaves when a part has left the window", () => {
  const program = programOf(aggregateLeaf("sum", ">", "10", lastMs(100)));
  expect(timelineOf(program, [paid(1_000, 6), paid(1_050, 4.5), paid(1_060, 1)])).toEqual(["+1050", "-1100"]);
});

test("sum: exact in decimals, in any order", () => {
  const program = programOf(aggregateLeaf("sum", "=", "0.3", EVER));
  expect(timelineOf(program, [paid(1_000, 0.1), paid(1_010, 0.2)])).toEqual(["+1010"]);
  expect(timelineOf(program, [paid(1_010, "0.2"), paid(1_000, 0.1, 1_020)])).toEqual(["+1020"]);
});

test("sum: of nothing is zero, so a person who did nothing can be in", () => {
  const program = programOf(aggregateLeaf("sum", "<", "5", lastMs(100)));
  expect(program.initialTruth("s")).toBe(true);
  expect(program.truth(program.createState(), "s")).toBe(true);
  expect(timelineOf(program, [paid(1_000, 7)])).toEqual(["-1000", "+1100"]);
});

test("sum: passes over what is no number", () => {
  const program = programOf(aggregateLeaf("sum", ">=", "3", EVER));
  const arrivals = [paid(1, null), paid(2, true), paid(3, "1e3"), paid(4, ""), arrival(5), paid(6, "3")];
  expect(timelineOf(program, arrivals)).toEqual(["+6"]);
});

test("sum: between ago, with events that have not entered and negative numbers", () => {
  const program = programOf(aggregateLeaf("sum", ">", "0", lastMs(60, 30)));
  expect(timelineOf(program, [paid(1_000, 5), paid(1_010, -5), paid(1_020, 1)])).toEqual([
    "+1030",
    "-1040",
    "+1050",
    "-1060",
    "+1070",
    "-1080",
  ]);
});

test("average: of nothing is absent, so no comparison holds", () => {
  const program = programOf(aggregateLeaf("avg", "<", "5", lastMs(100)));
  expect(program.initialTruth("s")).toBe(false);
  expect(timelineOf(program, [paid(1_000, 4)])).toEqual(["+1000", "-1100"]);
});

test("average: compared without division", () => {
  const program = programOf(aggregateLeaf("avg", "=", "0.333333333", EVER));
  expect(timelineOf(program, [paid(1, 1), paid(2, 0), paid(3, 0)])).toEqual([]);
  const exact = programOf(aggregateLeaf("avg", "=", "2", EVER));
  expect(timelineOf(exact, [paid(1, 1), paid(2, 3), paid(9, 5, 4)])).toEqual(["+2", "-9"]);
});

test("a late event before the window's edge is passed over, one inside is added exactly", () => {
  const program = programOf(aggregateLeaf("sum", ">=", "10", lastMs(100)));
  const arrivals = [paid(1_000, 9), paid(900, 9, 1_000), paid(950, 1, 1_010)];
  expect(timelineOf(program, arrivals)).toEqual(["+1010", "-1050"]);
});

test("one event with very many numbers is kept apart from what the next person's are read into", () => {
  const program = programOf({ ...aggregateLeaf("avg", "<", "4", lastMs(100)), path: ["lines", "price"] });
  const lines = (time: number, count: number, price: number) =>
    arrival(time, { lines: Array.from({ length: count }, () => ({ price })) });
  const [one, other] = [program.createState(), program.createState()];
  const apply = (state: typeof one, { input, now }: ReturnType<typeof lines>) =>
    program.apply(state, input, now);
  apply(one, lines(1_000, 1, 1));
  apply(other, lines(1_000, 1, 9));
  apply(one, lines(1_010, 200, 3));
  apply(other, lines(1_010, 1, 9));
  apply(one, lines(1_020, 1, 1));
  expect([program.truth(one, "s"), program.truth(other, "s")]).toEqual([true, false]);
  expect(program.footprint(one)[0]?.bytes).toBeGreaterThan(200);
});

test("a deadline passes over edges at which the comparison goes on saying the same", () => {
  const program = programOf(aggregateLeaf("sum", ">=", "10", lastMs(100)));
  const state = program.createState();
  for (const { input, now } of [paid(1_000, 5), paid(1_010, -5), paid(1_050, 20), paid(1_060, 3)]) {
    program.apply(state, input, now);
  }
  expect(program.nextDue(state)).toBe(1_150);
  expect(program.advance(state, 2_000).map(({ at }) => at)).toEqual([1_150]);
});

test("of a long list only the first edges are looked at", () => {
  const program = programOf(aggregateLeaf("sum", ">=", "1", lastMs(1_000)));
  const state = program.createState();
  for (let time = 1; time <= 500; time++) program.apply(state, paid(time, 1).input, time);
  expect(program.nextDue(state)).toBeLessThan(1_500);
  expect(program.advance(state, 2_000).map(({ at }) => at)).toEqual([1_500]);
});
