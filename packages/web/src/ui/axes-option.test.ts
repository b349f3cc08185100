import { expect, it } from "vitest";
import { labelledPlaces } from "./axes-option.ts";

const days = (count: number) => Array.from({ length: count }, (_, day) => `${(day % 28) + 1} Dec 2011`);
const places = (labels: readonly string[], width: number) => [...labelledPlaces(labels, width)];

it("labels the first and the last of an axis and what fits evenly between, also on a phone", () => {
  expect(places(days(13), 800)).toEqual([0, 3, 6, 9, 12]);
  expect(places(days(14), 320)).toEqual([0, 13]);
  expect(places(days(91), 420)).toEqual([0, 45, 90]);
  expect(places(days(2), 100)).toEqual([0, 1]);
  expect(places(days(1), 800)).toEqual([0]);
  expect(places([], 800)).toEqual([]);
});

it("never lets two labels touch", () => {
  for (let width = 260; width < 1_400; width += 20) {
    for (const count of [2, 7, 30, 365]) {
      const labels = days(count);
      const shown = places(labels, width);
      expect(shown[0]).toBe(0);
      expect(shown.at(-1)).toBe(count - 1);
      const longest = "28 Dec 2011".length * 7;
      expect((shown.length - 2) * longest + 2 * longest).toBeLessThanOrEqual(Math.max(width, 2 * longest));
    }
  }
});
