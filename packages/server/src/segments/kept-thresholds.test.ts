import { expect, test } from "vitest";
import { createKeptThresholds } from "./kept-thresholds.ts";
import type { Refresh } from "./refresh-store.ts";

const refresh = (population: string, accounts: number): Refresh => ({
  population,
  says: population,
  at: 1,
  people: accounts,
  isAge: false,
  cuts: [
    {
      key: population,
      least: 1,
      most: null,
      every: false,
      accounts: Array.from({ length: accounts }, (_, place) => String(place)),
      holds: accounts,
    },
  ],
});

function world() {
  const clock = { elapsed: 0 };
  const kept = createKeptThresholds(() => clock.elapsed);
  return { clock, kept, keys: (at: number | null, present = 1) => [...kept.at(at, present).keys()] };
}

test("what was worked out for an instant serves that instant alone, and for five minutes", () => {
  const { clock, kept, keys } = world();
  kept.keep(null, [refresh("now", 1)]);
  kept.keep(7, [refresh("then", 1)]);
  expect([keys(null), keys(7), keys(8)]).toEqual([["now"], ["then"], []]);
  clock.elapsed = 5 * 60_000;
  expect([keys(null), keys(7)]).toEqual([[], []]);
});

test("lists of accounts count by their length, and those of one question go together", () => {
  const { kept, keys } = world();
  kept.keep(null, [refresh("a inside", 20_000), refresh("a", 1)]);
  for (let place = 0; place < 9; place++) kept.keep(null, [refresh(`b${place}`, 20_000)]);
  expect(keys(null)).toEqual(["b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8"]);
  for (let place = 0; place < 1_000; place++) kept.keep(null, [refresh(`c${place}`, 0)]);
  expect(keys(null).length).toBe(1_000);
  expect(keys(null)[0]).toBe("c0");
});

test("ages serve the instant that they were worked out at alone, with all that was worked out beside them", () => {
  const { kept, keys } = world();
  kept.keep(null, [{ ...refresh("recency", 1), isAge: true }, refresh("of them", 1)]);
  kept.keep(null, [refresh("count", 1)]);
  expect([keys(null, 1), keys(null, 2)]).toEqual([["recency", "of them", "count"], ["count"]]);
});
