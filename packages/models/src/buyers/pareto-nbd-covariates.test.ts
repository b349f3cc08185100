import { type Random, seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import type { Buyers } from "./buyers.ts";
import { fitBuyers } from "./fit.ts";
import { paretoNbd } from "./pareto-nbd.ts";
import {
  type Covariates,
  type CovariateFit,
  fitWithCovariates,
  parametersOf,
} from "./pareto-nbd-covariates.ts";

type Truth = Pick<CovariateFit, "parameters" | "orders" | "end">;

/** Box and Muller. */
const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

/** A draw from Gamma(shape, rate): G. Marsaglia, W. Tsang, A simple method for generating gamma variables, 2000. */
function gamma(random: Random, shape: number, rate: number): number {
  if (shape < 1) return gamma(random, shape + 1, rate) * (1 - random.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal(random);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < x * x * 0.5 + d - d * v + d * Math.log(v))
      return (d * v) / rate;
  }
}

/** People as the model says they are: one covariate is 0 or 1, the other anything between -1 and 1 in steps. */
function drawn(
  seed: number,
  people: number,
  truth: Truth,
): { readonly buyers: Buyers; readonly covariates: Covariates } {
  const random = seededRandom(seed);
  const rows = Array.from({ length: people }, () => {
    const of = [random.int(0, 1), random.int(-5, 5) / 5];
    const [r = 0, alpha = 0, s = 0, beta = 0] = parametersOf(truth, of);
    const rate = gamma(random, r, alpha);
    const end = -Math.log(1 - random.next()) / gamma(random, s, beta);
    const observed = random.int(60, 104);
    let [repeats, last] = [0, 0];
    for (let at = -Math.log(1 - random.next()) / rate; at <= Math.min(end, observed); ) {
      repeats += 1;
      last = at;
      at -= Math.log(1 - random.next()) / rate;
    }
    return { of, repeats, last, observed };
  });
  const list = (of: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, of);
  return {
    buyers: {
      repeats: list(({ repeats }) => repeats),
      last: list(({ last }) => last),
      observed: list(({ observed }) => observed),
      logGaps: 0,
    },
    covariates: [0, 1].map((place) => list(({ of }) => of[place] ?? 0)),
  };
}

const PARAMETERS = Float64Array.of(1.5, 10, 0.8, 20);

test("effects that people were drawn with are found, within four of their standard errors", () => {
  const truth = {
    parameters: PARAMETERS,
    orders: Float64Array.of(0.6, -0.4),
    end: Float64Array.of(-0.5, 0.7),
  };
  const { buyers, covariates } = drawn(5, 2_500, truth);
  const fit = fitWithCovariates(buyers, covariates);
  if (fit.kind === "refused") throw new Error(fit.detail);
  const told = [...fit.parameters.map(Math.log), ...fit.orders, ...fit.end];
  const meant = [...truth.parameters.map(Math.log), ...truth.orders, ...truth.end];
  for (const [index, value] of told.entries()) {
    const error = fit.standardErrors?.[index] ?? Number.NaN;
    expect([index, error > 0 && error < 0.5]).toEqual([index, true]);
    expect([index, Math.abs(value - (meant[index] ?? 0)) < 4 * error]).toEqual([index, true]);
  }
  const plain = fitBuyers(paretoNbd, buyers);
  if (plain.kind === "refused") throw new Error(plain.detail);
  // Four effects more by chance alone would gain less than 20 on average of a thousand such worlds.
  expect(fit.logLikelihood - plain.logLikelihood).toBeGreaterThan(20);
});

test("without covariates, or with those that change nothing, it is the plain model", () => {
  const truth = { parameters: PARAMETERS, orders: new Float64Array(2), end: new Float64Array(2) };
  const { buyers, covariates } = drawn(6, 1_500, truth);
  const plain = fitBuyers(paretoNbd, buyers);
  const none = fitWithCovariates(buyers, []);
  const idle = fitWithCovariates(buyers, covariates);
  if (plain.kind === "refused" || none.kind === "refused" || idle.kind === "refused")
    throw new Error("all fit");
  expect(none.logLikelihood).toBeCloseTo(plain.logLikelihood, 3);
  expect(idle.logLikelihood - plain.logLikelihood).toBeLessThan(10);
  expect(idle.logLikelihood).toBeGreaterThanOrEqual(plain.logLikelihood - 1e-6);
  for (const [index, effect] of [...idle.orders, ...idle.end].entries()) {
    const error = idle.standardErrors?.[4 + index] ?? Number.NaN;
    expect([index, Math.abs(effect) < 4 * error]).toEqual([index, true]);
  }
});

test("what is the same of everybody, or of too few who bought again, is refused with the reason", () => {
  const truth = { parameters: PARAMETERS, orders: new Float64Array(2), end: new Float64Array(2) };
  const { buyers } = drawn(7, 600, truth);
  const same = fitWithCovariates(buyers, [new Float64Array(600).fill(1)]);
  expect(same).toMatchObject({ kind: "refused", reason: "did_not_converge" });
  const few = drawn(8, 60, truth);
  expect(fitWithCovariates(few.buyers, few.covariates)).toMatchObject({
    kind: "refused",
    reason: "too_few_repeaters",
  });
});
