import { DAY_MS } from "@habitus/kernel";
import type { OutermostLeaf, Window } from "@habitus/segments";
import { expect, test } from "vitest";
import { arrival, EVER, lastMs, programOf, timelineOf } from "../../test/builders.ts";

const leaf = (of: "first" | "last", window: Window): OutermostLeaf => ({
  kind: "outermost",
  of,
  events: { name: "buy", where: { kind: "and", of: [] }, window },
  has: { kind: "test", path: ["gift"], test: { kind: "boolean", value: true } },
});

const gift = (time: number, value: boolean, now = time) => arrival(time, { gift: value }, now);

test("the newest decides, also when an older one arrives late", () => {
  const arrivals = [gift(10, true), gift(20, false), gift(15, true, 30), gift(40, true)];
  expect(timelineOf(programOf(leaf("last", EVER)), arrivals)).toEqual(["+10", "-20", "+40"]);
});

test("the last leaves the window with its own time; of the first the next follows", () => {
  const arrivals = [gift(10, true), gift(20, false), gift(30, true)];
  const window = lastMs(DAY_MS);
  expect(timelineOf(programOf(leaf("last", window)), arrivals)).toEqual([
    "+10",
    "-20",
    "+30",
    `-${30 + DAY_MS}`,
  ]);
  expect(timelineOf(programOf(leaf("first", window)), arrivals)).toEqual([
    "+10",
    `-${10 + DAY_MS}`,
    `+${20 + DAY_MS}`,
    `-${30 + DAY_MS}`,
  ]);
});

test.each([
  ["last", lastMs(DAY_MS)],
  ["last", EVER],
  ["first", EVER],
] as const)("however many events come, the %s of a window keeps one", (of, window) => {
  const program = programOf(leaf(of, window));
  const bytesAfter = (events: number): number => {
    const state = program.createState();
    for (let time = 1; time <= events; time++) {
      const { input, now } = gift(time, time % 2 === 0);
      program.apply(state, input, now);
    }
    return program.encodeState(state).length;
  };
  const wordsOfLaterTimes = 4;
  expect(bytesAfter(100) - bytesAfter(1)).toBeLessThanOrEqual(wordsOfLaterTimes);
});
