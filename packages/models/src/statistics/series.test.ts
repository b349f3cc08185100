import { seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import { anomaliesOf } from "./anomalies.ts";
import { changePoints } from "./change-points.ts";
import { medianOf, robustSpread } from "./spread.ts";
import { decompose } from "./stl.ts";

/** Mean air temperatures at Nottingham Castle in degrees Fahrenheit, 1920 to 1939 by month (O. D. Anderson: Time Series Analysis and Forecasting, 1976). */
const NOTTINGHAM = `
40.6 40.8 44.4 46.7 54.1 58.5 57.7 56.4 54.3 50.5 42.9 39.8 44.2 39.8 45.1 47.0 54.1 58.7 66.3 59.9 57.0 54.2 39.7 42.8
37.5 38.7 39.5 42.1 55.7 57.8 56.8 54.3 54.3 47.1 41.8 41.7 41.8 40.1 42.9 45.8 49.2 52.7 64.2 59.6 54.4 49.2 36.3 37.6
39.3 37.5 38.3 45.5 53.2 57.7 60.8 58.2 56.4 49.8 44.4 43.6 40.0 40.5 40.8 45.1 53.8 59.4 63.5 61.0 53.0 50.0 38.1 36.3
39.2 43.4 43.4 48.9 50.6 56.8 62.5 62.0 57.5 46.7 41.6 39.8 39.4 38.5 45.3 47.1 51.7 55.0 60.4 60.5 54.7 50.3 42.3 35.2
40.8 41.1 42.8 47.3 50.9 56.4 62.2 60.5 55.4 50.2 43.0 37.3 34.8 31.3 41.0 43.9 53.1 56.9 62.5 60.3 59.8 49.2 42.9 41.9
41.6 37.1 41.2 46.9 51.2 60.4 60.1 61.6 57.0 50.9 43.0 38.8 37.1 38.4 38.4 46.5 53.5 58.4 60.6 58.2 53.8 46.6 45.5 40.6
42.4 38.4 40.3 44.6 50.9 57.0 62.1 63.5 56.3 47.3 43.6 41.8 36.2 39.3 44.5 48.7 54.2 60.8 65.5 64.9 60.1 50.2 42.1 35.8
39.4 38.2 40.4 46.9 53.4 59.6 66.5 60.4 59.2 51.2 42.8 45.8 40.0 42.6 43.5 47.1 50.0 60.5 64.6 64.0 56.8 48.6 44.2 36.4
37.3 35.0 44.0 43.9 52.7 58.6 60.0 61.1 58.1 49.6 41.6 41.3 40.8 41.0 38.4 47.4 54.1 58.6 61.4 61.8 56.3 50.9 41.4 37.1
42.1 41.2 47.3 46.6 52.4 59.0 59.6 60.4 57.0 50.7 47.8 39.2 39.4 40.9 42.4 47.8 52.4 58.0 60.7 61.8 58.2 46.7 46.6 37.8`;

/** Annual flow of the Nile at Aswan in 10^8 cubic metres, 1871 to 1970 (G. W. Cobb: The problem of the Nile, Biometrika 65, 1978). */
const NILE = `
1120 1160 963 1210 1160 1160 813 1230 1370 1140 995 935 1110 994 1020 960 1180 799 958 1140 1100 1210 1150 1250 1260
1220 1030 1100 774 840 874 694 940 833 701 916 692 1020 1050 969 831 726 456 824 702 1120 1100 832 764 821 768 845 864
862 698 845 744 796 1040 759 781 865 845 944 984 897 822 1010 771 676 649 846 812 742 801 1040 860 874 848 890 744 749
838 1050 918 986 797 923 975 815 1020 906 901 1170 912 746 919 718 714 740`;

const numbersOf = (text: string): readonly number[] => text.trim().split(/\s+/).map(Number);
const first3 = (values: Float64Array): readonly number[] => [...values.subarray(0, 3)];

test('the seasons of Nottingham, as R\'s stl(nottem, "periodic") prints them', () => {
  const values = numbersOf(NOTTINGHAM);
  expect(values).toHaveLength(240);
  const { seasonal, trend, remainder } = decompose(values, {
    period: 12,
    seasonal: "periodic",
    isRobust: false,
  });
  const near = (expected: readonly number[]) => expected.map((value) => expect.closeTo(value, 8));
  expect(first3(seasonal)).toEqual(near([-9.347198027, -9.855249622, -6.853300789]));
  expect(first3(trend)).toEqual(near([49.68067265, 49.54552082, 49.41036899]));
  expect(first3(remainder)).toEqual(near([0.2665253789, 1.109728805, 1.842931803]));
});

test("one wild value bends a robust decomposition nowhere else", () => {
  const values = Array.from(
    { length: 84 },
    (_, day) => 100 + day / 2 + 10 * Math.sin((day * 2 * Math.PI) / 7),
  );
  const wild = values.map((value, day) => (day === 40 ? value + 500 : value));
  const settings = { period: 7, seasonal: "periodic", isRobust: true } as const;
  const { remainder } = decompose(wild, settings);
  expect(remainder[40]).toBeGreaterThan(495);
  for (const [day, left] of remainder.entries()) if (day !== 40) expect(Math.abs(left)).toBeLessThan(1);
  const plain = decompose(wild, { ...settings, isRobust: false }).remainder;
  expect(Math.max(...plain.filter((_, day) => day !== 40).map(Math.abs))).toBeGreaterThan(10);
});

test("a season that changes is followed", () => {
  const values = Array.from({ length: 140 }, (_, day) => (day % 7 === 6 ? day : 0));
  const { seasonal } = decompose(values, { period: 7, seasonal: 7, isRobust: false });
  expect((seasonal[132] ?? 0) - (seasonal[13] ?? 0)).toBeGreaterThan(80);
});

test("the Nile had less water from 1899 on", () => {
  expect(changePoints(numbersOf(NILE))).toEqual([28]);
});

test("changes are the cheapest of all that there could be", () => {
  const random = seededRandom(11);
  for (let run = 0; run < 300; run++) {
    const length = 1 + Math.floor(random.next() * 24);
    let level = 0;
    const values = Array.from({ length }, () => {
      if (random.next() < 0.15) level = Math.floor(random.next() * 8);
      return level + Math.floor(random.next() * 3);
    });
    const shortest = 1 + Math.floor(random.next() * 3);
    const penalty = 0.5 + random.next() * 8;
    const found = changePoints(values, { penalty, shortest });
    expect(costOf(values, found, penalty)).toBeCloseTo(leastCost(values, penalty, shortest), 8);
    for (const [index, place] of [...found, length].entries()) {
      if (found.length > 0) expect(place - (found[index - 1] ?? 0)).toBeGreaterThanOrEqual(shortest);
    }
  }
});

test("of what never changes, and of nothing, there is no change", () => {
  expect(changePoints([])).toEqual([]);
  expect(changePoints([5])).toEqual([]);
  expect(changePoints(Array.from({ length: 50 }, () => 5))).toEqual([]);
  expect(changePoints([0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9])).toEqual([8]);
});

test("planted anomalies are found, and no others", () => {
  const random = seededRandom(12);
  const noise = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const values = Array.from(
    { length: 90 },
    (_, day) => 1_000 + 2 * day + (day % 7 > 4 ? 80 : 0) + 5 * noise(),
  );
  const jumped = values.map((value, day) => (day === 30 ? value + 90 : day === 61 ? value - 70 : value));
  const found = anomaliesOf(jumped, { period: 7 });
  expect(found.map(({ place }) => place)).toEqual([30, 61]);
  expect(found[0]?.z).toBeGreaterThan(10);
  expect(found[0]?.expected).toBeCloseTo(values[30] ?? 0, -1.2);
  expect(anomaliesOf(values, { period: 7 })).toEqual([]);
  const alarms = Array.from({ length: 200 }, () =>
    anomaliesOf(
      values.map((value) => value + 5 * noise()),
      { period: 7 },
    ),
  ).filter((each) => each.length > 0);
  expect(alarms.length).toBeLessThan(12);
  expect(anomaliesOf([5, 5, 5, 5, 5], { period: 7 })).toEqual([]);
  expect(anomaliesOf([5, 6, 5, 4, 5, 99], { period: 7 }).map(({ place }) => place)).toEqual([5]);
});

test("spread without what lies far off", () => {
  expect(medianOf([])).toBe(0);
  expect(medianOf([3, 1, 2])).toBe(2);
  expect(medianOf([4, 1, 3, 2])).toBe(2.5);
  expect(robustSpread([1, 2, 3, 4, 1e9])).toBeCloseTo(1.4826, 4);
  expect(robustSpread([0, 0, 0, 5])).toBeGreaterThan(0);
  expect(robustSpread([])).toBe(0);
});

const squares = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
};

function costOf(values: readonly number[], places: readonly number[], penalty: number): number {
  const edges = [0, ...places, values.length];
  return edges
    .slice(1)
    .reduce(
      (sum, to, index) => sum + squares(values.slice(edges[index], to)) + (index === 0 ? 0 : penalty),
      0,
    );
}

/** By trying them all. */
function leastCost(values: readonly number[], penalty: number, shortest: number): number {
  const least = [-penalty];
  for (let end = 1; end <= values.length; end++) {
    const costs = Array.from({ length: end }, (_, from) =>
      end - from < shortest
        ? Number.POSITIVE_INFINITY
        : (least[from] ?? 0) + squares(values.slice(from, end)) + penalty,
    );
    least.push(Math.min(...costs));
  }
  const found = least.at(-1) ?? 0;
  return Number.isFinite(found) ? found : squares(values);
}
