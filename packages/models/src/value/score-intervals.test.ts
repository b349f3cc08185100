import { seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import { fitBuyers } from "../buyers/fit.ts";
import { mbgCnbd } from "../buyers/mbg-cnbd.ts";
import { intervalOf, logVarianceOf, scoreIntervals } from "./score-intervals.ts";

test("the delta method by hand: of a product of powers it is exact on logarithms", () => {
  const at = Float64Array.of(2, 5);
  const covariance = [
    [0.04, 0.01],
    [0.01, 0.25],
  ];
  // log(x^2 / y) has the slopes 2 / x and -1 / y.
  const [a, b] = [2 / 2, -1 / 5];
  const byHand = a * a * 0.04 + 2 * a * b * 0.01 + b * b * 0.25;
  expect(logVarianceOf(([x = 0, y = 0]) => x ** 2 / y, at, covariance)).toBeCloseTo(byHand, 8);
  const interval = intervalOf(0.8, byHand);
  expect(interval?.low).toBeCloseTo(0.8 * Math.exp(-1.959_964 * Math.sqrt(byHand)), 6);
  expect(intervalOf(0, 0.1)).toBeNull();
  expect(intervalOf(1, Number.NaN)).toBeNull();
});

const TRUE = Float64Array.of(1.2, 8, 0.8, 2.5);
const MODEL = mbgCnbd(1);
const WEEKS = 52;

/** Buyers whose rates and stopping are drawn as the model says. */
function simulated(random: ReturnType<typeof seededRandom>, people: number) {
  const uniform = (): number => (random.int(0, 999_999_999) + 0.5) / 1e9;
  const exponential = (): number => -Math.log(uniform());
  const normal = (): number => Math.sqrt(2 * exponential()) * Math.cos(2 * Math.PI * uniform());
  // G. Marsaglia, W. Tsang: A simple method for generating gamma variables, 2000.
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(uniform()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  const [r = 0, alpha = 0, a = 0, b = 0] = TRUE;
  const repeats = new Float64Array(people);
  const last = new Float64Array(people);
  for (let who = 0; who < people; who++) {
    const rate = gamma(r) / alpha;
    const one = gamma(a);
    const stops = one / (one + gamma(b));
    for (let at = 0; uniform() > stops; ) {
      at += exponential() / rate;
      if (at > WEEKS) break;
      repeats[who] = (repeats[who] ?? 0) + 1;
      last[who] = at;
    }
  }
  return { repeats, last, observed: new Float64Array(people).fill(WEEKS), logGaps: 0 };
}

test("of twenty fits to simulated buyers, nearly all intervals hold what the true parameters expect", () => {
  const random = seededRandom(17);
  const buyer = { repeats: 5, last: 45, observed: WEEKS };
  const truth = MODEL.expected(TRUE, 5, 45, WEEKS, 13);
  const held = Array.from({ length: 20 }, () => {
    const fit = fitBuyers(MODEL, simulated(random, 600));
    if (fit.kind === "refused" || fit.covariance === null) throw new Error("these data can be fitted");
    const { orders, value, anyOrder } = scoreIntervals(
      { ...fit, covariance: fit.covariance },
      buyer,
      13,
      null,
    );
    expect(value).toBeNull();
    expect(anyOrder > 0 && anyOrder < 1).toBe(true);
    return orders !== null && orders.low <= truth && truth <= orders.high;
  });
  expect(held.filter(Boolean).length).toBeGreaterThanOrEqual(17);
});

test("the value is as open as orders and spend together", () => {
  const fit = {
    model: MODEL,
    parameters: TRUE,
    covariance: [0.01, 0.4, 0.01, 0.1].map((v, i) => unit(4, i, v)),
  };
  const buyer = { repeats: 5, last: 45, observed: WEEKS };
  const spend = {
    parameters: Float64Array.of(6.25, 3.74, 15.44),
    covariance: [0.5, 0.1, 4].map((v, i) => unit(3, i, v)),
    meanValue: 30,
    told: 40,
  };
  const { orders, value } = scoreIntervals(fit, buyer, 13, spend);
  if (orders === null || value === null) throw new Error("both are told");
  expect(value.high / value.low).toBeGreaterThan(orders.high / orders.low);
  const known = { ...spend, covariance: spend.covariance.map((row) => row.map(() => 0)) };
  const alone = scoreIntervals(fit, buyer, 13, known).value;
  expect((alone?.high ?? 0) / (alone?.low ?? 1)).toBeCloseTo(orders.high / orders.low, 8);
});

const unit = (size: number, place: number, value: number): readonly number[] =>
  Array.from({ length: size }, (_, index) => (index === place ? value : 0));
