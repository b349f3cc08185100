import { seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import { bgNbd } from "../buyers/bg-nbd.ts";
import { calibrationByTenths } from "../buyers/holdout.ts";
import { mbgCnbd } from "../buyers/mbg-cnbd.ts";
import { orderHistory, type Orders } from "../buyers/orders.ts";
import { paretoNbd } from "../buyers/pareto-nbd.ts";
import { expectedSpend } from "../value/gamma-gamma.ts";
import { type BuyerFigures, heldHistory, wholeHistory } from "./figures.ts";
import { judge } from "./judge.ts";
import { isNear, scoreBuyers, scoresTold } from "./scores.ts";

const END = 400;
const SPAN = { newestDay: END, holdoutDays: 90, unitDays: 7 };

function madeUpOrders(people: number): Orders {
  const random = seededRandom(9);
  const rows: [number, number, number][] = [];
  for (let who = 0; who < people; who++) {
    const pace = 6 + random.next() * 50;
    for (let at = random.int(0, END); at <= END; at -= Math.log(1 - random.next()) * pace) {
      rows.push([who, Math.floor(at), 5 + Math.floor(pace * random.next() * 100) / 100]);
      if (random.next() < 0.12) break;
    }
  }
  return {
    person: Uint32Array.from(rows, ([who]) => who),
    day: Int32Array.from(rows, ([, day]) => day),
    value: Float64Array.from(rows, ([, , value]) => value),
  };
}

/** Summed up as a store would, by hand. */
function figuresOf({ person, day, value }: Orders, people: number): BuyerFigures {
  const days = Array.from({ length: people }, () => new Map<number, number>());
  for (const [row, who] of person.entries()) {
    const own = days[who];
    own?.set(day[row] ?? 0, (own.get(day[row] ?? 0) ?? 0) + (value[row] ?? 0));
  }
  const upTo = (end: number) => {
    const seen = days.map((own) => [...own].filter(([at]) => at <= end).sort(([a], [b]) => a - b));
    const gaps = seen.flatMap((own) => own.slice(1).map(([at], index) => at - (own[index]?.[0] ?? 0)));
    return {
      days: Float64Array.from(seen, ({ length }) => length),
      lastDay: Float64Array.from(seen, (own) => own.at(-1)?.[0] ?? 0),
      spentAgain: Float64Array.from(seen, (own) => own.slice(1).reduce((sum, [, each]) => sum + each, 0)),
      logGaps: gaps.reduce((sum, gap) => sum + Math.log(gap), 0),
    };
  };
  return {
    firstDay: Float64Array.from(days, (own) => Math.min(...own.keys())),
    all: upTo(END),
    seen: upTo(END - 90),
  };
}

test("summed up figures come to the same history as the orders themselves", () => {
  const orders = madeUpOrders(300);
  const figures = figuresOf(orders, 300);
  const close = (told: Float64Array, known: Float64Array): void => {
    expect(told.length).toBe(known.length);
    for (const [index, value] of told.entries()) expect(value).toBeCloseTo(known[index] ?? Number.NaN, 9);
  };
  for (const [told, known] of [
    [
      wholeHistory(figures, SPAN),
      orderHistory(orders, { calibrationEnd: END, holdoutEnd: null, unitDays: 7 }),
    ],
    [
      heldHistory(figures, SPAN),
      orderHistory(orders, { calibrationEnd: END - 90, holdoutEnd: END, unitDays: 7 }),
    ],
  ] as const) {
    expect([...told.person]).toEqual([...known.person]);
    for (const name of ["repeats", "last", "observed"] as const) close(told.buyers[name], known.buyers[name]);
    close(told.meanValue, known.meanValue);
    close(told.held, known.held);
    expect(told.heldFor).toBeCloseTo(known.heldFor, 12);
    expect(told.buyers.logGaps).toBeCloseTo(known.buyers.logGaps, 8);
  }
});

test("scores are those of the fit, with nothing in place of what is not told", async () => {
  const figures = figuresOf(madeUpOrders(400), 400);
  const settings = { ...SPAN, kind: "mbgnbd", value: true, horizonDays: 90, discount: 0 } as const;
  const { fit, spend, history, quality } = judge(figures, settings);
  if (fit.kind === "refused" || spend?.kind !== "fitted") throw new Error("both can be fitted");
  expect(quality?.report).toMatchObject({
    kind: "fitted",
    holdout: { people: quality?.tenths.reduce((n, { people }) => n + people, 0) },
  });
  const { alive = [] } = quality ?? {};
  const came = heldHistory(figures, settings).held.reduce((sum, orders) => sum + (orders > 0 ? 1 : 0), 0);
  expect(alive.reduce((sum, { people, actual }) => sum + people * actual, 0)).toBeCloseTo(came, 9);
  expect(alive.map(({ predicted }) => predicted)).toEqual(
    alive.map((each) => each.predicted).toSorted((a, b) => a - b),
  );
  const scores = await scoreBuyers(history, { fit, spend: spend.model }, settings, () => Promise.resolve());
  for (const who of [0, 17, 399]) {
    const [repeats, last, observed] = [
      history.buyers.repeats,
      history.buyers.last,
      history.buyers.observed,
    ].map((column) => column[who] ?? 0) as [number, number, number];
    const orders = fit.model.expected(fit.parameters, repeats, last, observed, 90 / 7);
    const worth = expectedSpend(spend.model, repeats, history.meanValue[who] ?? 0);
    expect(scores.orders?.[who]).toBeCloseTo(orders, 5);
    expect(scores.value?.[who]).toBeCloseTo(orders * worth, 4);
    expect(scores.alive?.[who]).toBeCloseTo(
      fit.model.alive(fit.parameters, repeats, last, observed) ?? -1,
      5,
    );
    const next = scores.next?.[who] ?? Number.NaN;
    const chance = fit.model.ordersWithin(fit.parameters, repeats, last, observed, next / 7);
    if (!Number.isNaN(next)) expect(chance).toBeCloseTo(0.5, 4);
  }
  const later = await scoreBuyers(history, { fit, spend: spend.model }, { ...settings, discount: 0.5 }, () =>
    Promise.resolve(),
  );
  const [now = 0, then = 0] = [scores.value?.[17], later.value?.[17]];
  expect(then / now).toBeGreaterThan(1.5 ** (-90 / 365));
  expect(then / now).toBeLessThan(1.5 ** (-30 / 365));
  expect(scoresTold("bgnbd", false)).toEqual(["orders", "rate", "next"]);
  expect([isNear("alive", 0.5, 0.504), isNear("alive", 0.5, 0.506), isNear("value", 100, 100.9)]).toEqual([
    true,
    false,
    true,
  ]);
});

test("tenths are of as many people each, from the least predicted on, also of few", () => {
  const predicted = Float64Array.from({ length: 25 }, (_, index) => (index * 7) % 25);
  const tenths = calibrationByTenths(
    predicted.map((each) => each * 2),
    predicted,
  );
  expect(tenths.map(({ people }) => people)).toEqual([2, 3, 2, 3, 2, 3, 2, 3, 2, 3]);
  expect(tenths[0]).toEqual({ people: 2, predicted: 0.5, actual: 1 });
  expect(tenths.every(({ actual, predicted: told }) => Math.abs(actual - 2 * told) < 1e-12)).toBe(true);
  expect(calibrationByTenths(Float64Array.of(1, 2), Float64Array.of(3, 1))).toHaveLength(2);
});

/**
 * The mean rate of buyers of these figures by brute force: rates and ends on a fine grid, each weighed by its density and by how likely
 * it makes the figures.
 */
function rateByGrid(weightOf: (rate: number) => number): number {
  let [weights, sum] = [0, 0];
  for (let n = 0; n < 8_000; n++) {
    const rate = (n + 0.5) / 2_000;
    const weight = weightOf(rate);
    weights += weight;
    sum += weight * rate;
  }
  return sum / weights;
}

const density = (rate: number, shape: number, scale: number): number =>
  rate ** (shape - 1) * Math.exp(-scale * rate);
/** Mean of (1 - p)^stays p^ends with p from Beta(a, b), but for what is the same for all. */
const staying = (a: number, b: number, stays: number, ends: number): number => {
  let sum = 0;
  for (let n = 0; n < 2_000; n++) {
    const p = (n + 0.5) / 2_000;
    sum += p ** (a - 1 + ends) * (1 - p) ** (b - 1 + stays);
  }
  return sum;
};

test("the rate is the mean of the rates that explain the figures", () => {
  const [repeats, last, observed] = [5, 20, 38] as const;
  const of = Float64Array.of(1.5, 6, 1.2, 2.4);
  const [r = 0, alpha = 0, a = 0, b = 0] = of;
  const explained = (stays: number) => {
    const [alive, stopped] = [staying(a, b, stays, 0), staying(a, b, stays - 1, 1)];
    return (rate: number): number =>
      density(rate, r + repeats, alpha) *
      (alive * Math.exp(-rate * observed) + stopped * Math.exp(-rate * last));
  };
  expect(bgNbd.rate(of, repeats, last, observed)).toBeCloseTo(rateByGrid(explained(repeats)), 4);
  expect(mbgCnbd(1).rate(of, repeats, last, observed)).toBeCloseTo(rateByGrid(explained(repeats + 1)), 4);
  const s = 1.2;
  const beta = 2.4;
  const ended = (rate: number): number => {
    let sum = 0;
    for (let n = 0; n < 400; n++) {
      const end = last + ((n + 0.5) / 400) * (observed - last);
      sum += (Math.exp(-rate * end) * s * (beta + end) ** (-s - 1) * (observed - last)) / 400;
    }
    return sum + Math.exp(-rate * observed) * (beta + observed) ** -s;
  };
  const pareto = rateByGrid((rate) => density(rate, r + repeats, alpha) * ended(rate));
  expect(paretoNbd.rate(of, repeats, last, observed)).toBeCloseTo(pareto, 4);
  // Ticks of steadier buyers: k to an order.
  const steady = mbgCnbd(3).rate(of, repeats, last, observed) * 3;
  const [stays, stops] = [staying(a, b, repeats + 1, 0), staying(a, b, repeats, 1)];
  const ticks = (rate: number): number => {
    const silent = rate * (observed - last);
    const alive = stays * Math.exp(-rate * observed) * (1 + silent + silent ** 2 / 2);
    return density(rate, r + 3 * repeats, alpha) * (alive + stops * Math.exp(-rate * last));
  };
  expect(steady).toBeCloseTo(rateByGrid(ticks), 4);
});
