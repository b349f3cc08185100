import type { FavouriteLeaf, RatioLeaf } from "@habitus/segments";
import { expect, test } from "vitest";
import { arrival, EVER, event, programOf, timelineOf } from "../../test/builders.ts";
import { ByteReader } from "../codec/byte-reader.ts";
import { ByteWriter } from "../codec/byte-writer.ts";
import { favouriteOperator } from "./favourite.ts";

const ANYTHING = { kind: "and", of: [] } as const;

const FAVOURITE: FavouriteLeaf = {
  kind: "favourite",
  events: { name: "buy", where: ANYTHING, window: EVER },
  path: ["item"],
  value: "a",
  top: 1,
};

const RATIO: RatioLeaf = {
  kind: "ratio",
  events: { name: "buy", where: ANYTHING, window: { kind: "sliding", fromMs: null, toMs: 100 } },
  part: { name: "buy", where: { kind: "test", path: ["paid"], test: { kind: "exists" } } },
  op: ">=",
  value: "0.5",
};

test("a favourite of all time changes with what comes and with what becomes visible", () => {
  const arrivals = [
    arrival(1_000, { item: "a" }),
    arrival(9_000, { item: "a" }, 1_100),
    arrival(1_200, { item: "b" }),
    arrival(1_300, { item: "b" }),
  ];
  expect(timelineOf(programOf(FAVOURITE), arrivals)).toEqual(["+1000", "-1300", "+9000"]);
});

test("a ratio of what is old enough", () => {
  const arrivals = [arrival(1_000), arrival(1_010, { paid: true }), arrival(1_020)];
  expect(timelineOf(programOf(RATIO), arrivals)).toEqual(["+1110", "-1120"]);
});

test("keeps one number for each value, however many events there are", () => {
  const operator = favouriteOperator(FAVOURITE);
  const kept = operator.create();
  for (let time = 1; time <= 1_000; time++)
    operator.insert(kept, event(time, { item: "ab"[time % 2] ?? "" }), 2_000);
  expect(operator.size(kept)).toBe(2);
  const to = new ByteWriter();
  operator.write(kept, to);
  expect(to.length).toBeLessThan(16);
  expect(operator.read(new ByteReader(to.finish()))).toEqual(kept);
});

test("what version 1 kept is read, and counted once it has entered", () => {
  const operator = favouriteOperator(FAVOURITE);
  const to = new ByteWriter();
  to.ascending([10, 20, 90]);
  for (const text of ["a", "b", "a"]) to.text(text);
  const kept = operator.read(new ByteReader(to.finish()));
  operator.settle(kept, 50, null);
  expect(kept).toEqual({
    tally: new Map([
      ["a", 1],
      ["b", 1],
    ]),
    waiting: { times: [90], values: ["a"] },
  });
});
