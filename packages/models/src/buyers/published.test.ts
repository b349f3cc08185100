import { describe, expect, test } from "vitest";
import { bgNbd, bgNbdProbability, notStopped } from "./bg-nbd.ts";
import { mbgCnbd } from "./mbg-cnbd.ts";
import { nextOrderWithin } from "./next-order.ts";
import { paretoNbd } from "./pareto-nbd.ts";

/** CDNOW, as printed. */
const BG = Float64Array.of(0.243, 4.414, 0.793, 2.426);
/** The digits of the BTYD walkthrough. */
const BG_WALKTHROUGH = Float64Array.of(0.242_594_5, 4.413_601_9, 0.792_919_9, 2.425_888_1);
const PARETO = Float64Array.of(0.553_15, 10.576_33, 0.606_25, 11.6715);
const MBG = Float64Array.of(0.525, 6.183, 0.891, 1.614);

describe("BG/NBD", () => {
  // Fader and Hardie's spreadsheet, as in lifetimes' tests.
  test.each([
    [0.1429, 0.0078],
    [1, 0.0532],
    [3, 0.1506],
    [31.8571, 1.0405],
    [32, 1.0437],
    [78, 1.8576],
  ])("expects of a new buyer within %d weeks %d orders", (time, orders) => {
    const relative = bgNbd.expectedOfNew(BG_WALKTHROUGH, time) / orders - 1;
    expect(Math.abs(relative)).toBeLessThan(time < 1 ? 0.01 : 0.001);
  });

  test("expects of single buyers what the papers print", () => {
    expect(bgNbd.expected(BG, 2, 30.43, 38.86, 39)).toBeCloseTo(1.226, 3);
    // BTYD walkthrough 4.3: customer 1516, and silent buyers.
    expect(bgNbd.expected(BG_WALKTHROUGH, 26, 30.857_14, 31, 52)).toBeCloseTo(25.756_59, 2);
    expect(notStopped(BG_WALKTHROUGH, 26, 30.857_14, 31)).toBeCloseTo(0.968_852_3, 5);
    const silent = [10, 15, 20, 25].map((repeats) => bgNbd.expected(BG_WALKTHROUGH, repeats, 20, 39, 52));
    for (const [index, orders] of [0.347_460_6, 0.042_833_91, 0.004_158_973, 0.000_358_368_5].entries()) {
      expect((silent[index] ?? 0) / orders).toBeCloseTo(1, 3);
    }
  });

  test("probabilities of exactly n orders", () => {
    expect(bgNbdProbability(BG, 10, 2) / 1.078_69e-7).toBeCloseTo(1, 4);
    expect(bgNbdProbability(BG, 0, 39)).toBeCloseTo(0.573_786_4, 6);
    expect(bgNbdProbability(BG, 11, 30)).toBeCloseTo(0.001_999_521_4, 9);
    expect(bgNbdProbability(BG, 20, 30)).toBeCloseTo(0.000_222_226, 9);
  });

  test("says nothing of who has stopped, for it takes every one-time buyer for alive", () => {
    expect(bgNbd.alive(BG, 0, 0, 38.86)).toBeNull();
  });

  test("has no hole where a is 1", () => {
    const beside = bgNbd.expectedOfNew(Float64Array.of(0.5, 5, 1.000_01, 2), 30);
    expect(bgNbd.expectedOfNew(Float64Array.of(0.5, 5, 1, 2), 30)).toBeCloseTo(beside, 4);
  });
});

describe("Pareto/NBD", () => {
  test("expects of new and single buyers what the BTYD walkthrough prints", () => {
    expect(paretoNbd.expectedOfNew(PARETO, 52)).toBeCloseTo(1.473_434, 3);
    expect(paretoNbd.expected(PARETO, 26, 30.857_14, 31, 52)).toBeCloseTo(25.456_47, 2);
    expect(paretoNbd.alive(PARETO, 26, 30.857_14, 31)).toBeCloseTo(0.997_874, 5);
    const silent = [10, 15, 20, 25].map((repeats) => paretoNbd.expected(PARETO, repeats, 20, 39, 52));
    for (const [index, orders] of [0.706_228_9, 0.144_239_6, 0.022_506_58, 0.003_092_67].entries()) {
      expect(Math.abs((silent[index] ?? 0) / orders - 1)).toBeLessThan(0.002);
    }
  });

  test("one more order changes what is expected by little, where naive formulas underflow", () => {
    const of = Float64Array.of(0.55, 10.58, 0.61, 11.67);
    expect(paretoNbd.expected(of, 132, 200, 200, 10)).toBeCloseTo(6.206_051_789, 3);
    expect(paretoNbd.expected(of, 133, 200, 200, 10)).toBeCloseTo(6.252_872_248, 3);
  });

  test("stays finite where naive formulas overflow", () => {
    const cases = [
      [
        [0.5143, 2.8845, 0.2856, 14.1087],
        [221, 254, 161, 204],
        [103.428_57, 97.142_86, 94.714_29, 98.571_43],
        [103.571_43, 97.285_71, 98, 99.428_57],
      ],
      [
        [10.465, 0.007_985_651_81, 3.0516, 2.82],
        [400, 500, 500],
        [5, 1, 4],
        [6, 37, 37],
      ],
    ] as const;
    for (const [parameters, repeats, last, observed] of cases) {
      for (const [index, orders] of repeats.entries()) {
        const figures = [orders, last[index] ?? 0, observed[index] ?? 0] as const;
        const alive = paretoNbd.alive(Float64Array.from(parameters), ...figures);
        expect(alive).toBeGreaterThanOrEqual(0);
        expect(alive).toBeLessThanOrEqual(1);
        expect(paretoNbd.likelihood(Float64Array.from(parameters))(...figures)).toSatisfy(Number.isFinite);
      }
    }
    expect(paretoNbd.expected(PARETO, 0, 0, 39, 0)).toBe(0);
  });

  test("the limit of s at 1 joins both sides", () => {
    const at = (s: number): number => paretoNbd.expectedOfNew(Float64Array.of(0.5, 5, s, 10), 40);
    expect(at(1)).toBeCloseTo((at(0.999_99) + at(1.000_01)) / 2, 6);
  });
});

describe("MBG/CNBD-k", () => {
  const mbg = mbgCnbd(1);

  test("with k = 1 has the closed form of MBG/NBD", () => {
    // Batislam, Denizel, Filiztekin 2007: b / (a - 1) x (1 - (alpha / (alpha + t))^r 2F1(r, b + 1; a + b; t / (alpha + t))), at a = 2 by hand:
    // E[X(t)] = b (1 - integral), checked against a numerical mean over rate and stopping.
    expect(mbg.expectedOfNew(MBG, 39)).toBeCloseTo(simulatedMean(MBG, 39), 1);
  });

  test("chances lie between 0 and 1 and fall with silence", () => {
    for (const k of [1, 2, 4]) {
      const model = mbgCnbd(k);
      const chances = [30, 40, 80, 200].map((now) => model.alive(MBG, 6, 29, now) ?? -1);
      expect(chances).toEqual([...chances].sort((a, b) => b - a));
      for (const chance of chances) expect(chance > 0 && chance < 1).toBe(true);
    }
  });

  test("expected orders are the sum of the chances of each further order", () => {
    const model = mbgCnbd(3);
    const once = model.ordersWithin(MBG, 4, 30, 32, 20);
    const orders = model.expected(MBG, 4, 30, 32, 20);
    expect(orders).toBeGreaterThanOrEqual(once);
    expect(model.expected(MBG, 4, 30, 32, 0)).toBe(0);
  });

  test("scales that are ever so far apart are told, also of whoever never came back", () => {
    // alpha is lost in beta + y - beta: far below the last digit of beta.
    for (const [alpha, beta] of [
      [1e-6, 1e12],
      [1e12, 1e-6],
    ] as const) {
      const far = Float64Array.of(1, alpha, 1, beta);
      const likelihood = paretoNbd.likelihood(far);
      // By hand of r = s = 1 and x = 0, with an end that never comes, or at once.
      const never = Math.log(alpha / (alpha + 50));
      const told = alpha < beta ? never : 0;
      expect(likelihood(0, 0, 50)).toBeCloseTo(told, 6);
      expect(Number.isFinite(likelihood(3, 40, 50))).toBe(true);
    }
  });

  test("very busy buyers do not underflow", () => {
    expect(mbg.expected(MBG, 5000, 100, 100.1, 52)).toBeGreaterThan(1000);
  });
});

test("the next order is due when half would have ordered, and never for those who have stopped", () => {
  const busy = nextOrderWithin(mbgCnbd(1), MBG, { repeats: 20, last: 38, observed: 38.5 }, 0.5);
  expect(busy).not.toBeNull();
  expect(busy ?? 0).toBeLessThan(5);
  expect(nextOrderWithin(mbgCnbd(1), MBG, { repeats: 20, last: 10, observed: 38.5 }, 0.5)).toBeNull();
});

/** Mean over a fine grid of stopping chances and the negative binomial of orders: no formula of ours. */
function simulatedMean(of: Float64Array, time: number): number {
  const [r = 0, alpha = 0, a = 0, b = 0] = of;
  const z = time / (alpha + time);
  const grid = 4000;
  let weight = 0;
  let mean = 0;
  for (let n = 0; n < grid; n++) {
    const p = (n + 0.5) / grid;
    const density = p ** (a - 1) * (1 - p) ** (b - 1);
    let probability = (1 - z) ** r;
    let orders = 0;
    let going = 1 - p;
    let upTo = 0;
    for (let ticks = 0; ticks < 600; ticks++) {
      orders += probability * upTo;
      upTo += going;
      going *= 1 - p;
      probability *= (z * (r + ticks)) / (ticks + 1);
    }
    weight += density;
    mean += density * orders;
  }
  return mean / weight;
}
