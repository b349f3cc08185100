import { type Random, seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import { hessianOf } from "../optimise/minimise.ts";
import type { Buyers } from "./buyers.ts";
import type { Covariate, CovariateEffects } from "./covariates.ts";
import { type FittedModel, fitBuyers, type RefusedFit } from "./fit.ts";
import { paretoNbd } from "./pareto-nbd.ts";
import { fitWithCovariates, ownOf, parametersAt, parametersOf } from "./pareto-nbd-covariates.ts";

type Truth = {
  readonly parameters: Float64Array;
  readonly effects: Pick<CovariateEffects, "means" | "orders" | "end">;
};

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

type Kind = { readonly name: string; readonly draw: (random: Random) => number };
const MEMBER: Kind = { name: "member", draw: (random) => random.int(0, 1) };
const BORN: Kind = { name: "born", draw: (random) => random.int(1940, 2005) };
const INCOME: Kind = { name: "income", draw: (random) => random.int(150, 2_000) * 100 };

/** People as the model says they are. */
function drawn(seed: number, people: number, truth: Truth, kinds: readonly Kind[]) {
  const random = seededRandom(seed);
  const rows = Array.from({ length: people }, () => {
    const of = kinds.map(({ draw }) => draw(random));
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
    repeats: list(({ repeats }) => repeats),
    last: list(({ last }) => last),
    observed: list(({ observed }) => observed),
    logGaps: 0,
    covariates: kinds.map(({ name }, place) => ({ name, values: list(({ of }) => of[place] ?? 0) })),
  };
}

/** The truth for effects per unit, with the parameters of whoever has these means. */
const truthOf = (means: readonly number[], orders: readonly number[], end: readonly number[]): Truth => ({
  parameters: Float64Array.of(1.5, 10, 0.8, 20),
  effects: {
    means: Float64Array.from(means),
    orders: Float64Array.from(orders),
    end: Float64Array.from(end),
  },
});

function mustFit(fit: FittedModel | RefusedFit): FittedModel {
  if (fit.kind === "refused") throw new Error(fit.detail);
  return fit;
}

/** Each effect, and the logarithm of each parameter, lies within so many of its standard errors of the truth. */
function expectTold(fit: FittedModel, truth: Truth): void {
  const { effects, parameters, standardErrors } = fit;
  const at = parametersOf(truth, [...(effects?.means ?? [])]);
  for (const [index, parameter] of parameters.entries()) {
    const off = Math.log(parameter) - Math.log(at[index] ?? 0);
    const error = (standardErrors?.[index] ?? Number.NaN) / parameter;
    expect([index, error > 0 && error < 1.5, Math.abs(off) < 4 * error]).toEqual([index, true, true]);
  }
  const meant = [...truth.effects.orders, ...truth.effects.end];
  for (const [index, effect] of [...(effects?.orders ?? []), ...(effects?.end ?? [])].entries()) {
    const error = effects?.errors?.[index] ?? Number.NaN;
    expect([index, Math.abs(effect - (meant[index] ?? 0)) < 4 * error]).toEqual([index, true]);
  }
}

test("effects that people were drawn with are found in their own units: years, incomes, yes and no", () => {
  const truth = truthOf([1975, 100_000, 0.5], [0.02, 6e-6, 0.4], [-0.025, -5e-6, 0.3]);
  const buyers = drawn(9, 700, truth, [BORN, INCOME, MEMBER]);
  const fit = mustFit(fitWithCovariates(buyers));
  expectTold(fit, truth);
  expect(fit.warnings).toEqual([]);
  // Six effects more by chance alone would gain less than 20 on average of a thousand such worlds.
  const plain = mustFit(fitBuyers(paretoNbd, buyers));
  expect(fit.logLikelihood - plain.logLikelihood).toBeGreaterThan(20);
  expect(fit.effects?.means[0]).toBeGreaterThan(1_960);
  const [born = 0, income = 0] = fit.effects?.errors ?? [];
  // What an effect of two hundredths a year needs to be told at all.
  expect([born < 0.01, income < 6e-6]).toEqual([true, true]);
});

test("the unit and the zero of a covariate change neither the likelihood nor what is predicted", () => {
  const truth = truthOf([1975, 0.5], [0.02, 0.4], [-0.025, 0.3]);
  const buyers = drawn(10, 250, truth, [BORN, MEMBER]);
  const fit = mustFit(fitWithCovariates(buyers));
  const [years, member] = buyers.covariates.map(({ values }) => values) as [Float64Array, Float64Array];
  // Milliseconds since 1970, and a yes that counts as -1000.
  const factors = [365.25 * 86_400_000, -1_000] as const;
  const others: Buyers = {
    ...buyers,
    covariates: [
      { name: "born", values: years.map((year) => (year - 1_970) * factors[0]) },
      { name: "member", values: member.map((is) => is * factors[1]) },
    ],
  };
  const other = mustFit(fitWithCovariates(others));
  expect(other.logLikelihood).toBeCloseTo(fit.logLikelihood, 5);
  for (const [index, factor] of factors.entries()) {
    const ratio = (list: "orders" | "end") =>
      ((other.effects?.[list][index] ?? 0) * factor) / (fit.effects?.[list][index] ?? 0);
    expect(ratio("orders")).toBeCloseTo(1, 3);
    expect(ratio("end")).toBeCloseTo(1, 3);
    const errors = (of: FittedModel) => of.effects?.errors?.[index] ?? Number.NaN;
    expect((errors(other) * Math.abs(factor)) / errors(fit)).toBeCloseTo(1, 3);
  }
  for (const place of [0, 1, 200, 249]) {
    const figures = [buyers.repeats, buyers.last, buyers.observed].map((list) => list[place] ?? 0) as [
      number,
      number,
      number,
    ];
    const ahead = (of: FittedModel, own: Buyers) =>
      paretoNbd.expected(parametersAt(of, own, place), ...figures, 13);
    expect(ahead(other, others) / ahead(fit, buyers)).toBeCloseTo(1, 4);
  }
});

test("without covariates, or with those that change nothing, it is the plain model", () => {
  const truth = truthOf([0], [0], [0]);
  const buyers = drawn(6, 300, truth, [MEMBER]);
  const plain = mustFit(fitBuyers(paretoNbd, buyers));
  const none = mustFit(fitWithCovariates({ ...buyers, covariates: [] }));
  const idle = mustFit(fitWithCovariates(buyers));
  expect([none.effects, none.logLikelihood]).toEqual([null, plain.logLikelihood]);
  expect(idle.logLikelihood - plain.logLikelihood).toBeLessThan(10);
  expect(idle.logLikelihood).toBeGreaterThanOrEqual(plain.logLikelihood - 1e-6);
  expectTold(idle, truth);
});

test("whoever a covariate is not known of is taken for average in it, and that is said", () => {
  const truth = truthOf([1975], [0.02], [-0.025]);
  const buyers = drawn(11, 300, truth, [BORN]);
  const values = buyers.covariates[0]?.values.map((year, place) => (place % 4 === 0 ? Number.NaN : year));
  const some: Buyers = { ...buyers, covariates: [{ name: "born", values: values ?? new Float64Array(0) }] };
  const fit = mustFit(fitWithCovariates(some));
  expectTold(fit, truth);
  expect(fit.warnings).toEqual([
    "The covariate born is not known of 75 of 300 buyers, who are taken for average in it.",
  ]);
  expect([...parametersAt(fit, some, 0)]).toEqual([...fit.parameters]);
});

test("what tells nothing, follows from others or has no bound is refused by its name, as are too few who bought again", () => {
  const truth = truthOf([1975], [0.02], [-0.025]);
  const buyers = drawn(7, 600, truth, [BORN]);
  const years = buyers.covariates[0]?.values ?? new Float64Array(0);
  const refusal = (covariates: readonly Covariate[]): string => {
    const fit = fitWithCovariates({ ...buyers, covariates });
    if (fit.kind === "fitted") throw new Error("it is fitted");
    return `${fit.reason}: ${fit.detail}`;
  };
  const born = { name: "born", values: years };
  const refused = "did_not_converge: ";
  expect(refusal([{ name: "shop", values: new Float64Array(600).fill(1) }])).toBe(
    `${refused}The covariate shop is the same of everybody, so it tells nothing.`,
  );
  expect(refusal([{ name: "shop", values: new Float64Array(600).fill(Number.NaN) }])).toBe(
    `${refused}The covariate shop is not known of anybody.`,
  );
  expect(refusal([born, { name: "age", values: years.map((year) => 2026 - year) }])).toContain(
    "The covariate age follows from those before it",
  );
  const few = drawn(8, 60, truth, [BORN]);
  expect(fitWithCovariates(few)).toMatchObject({ kind: "refused", reason: "too_few_repeaters" });
});

test("an effect without a bound is no fit: nobody of a kind ever came back", () => {
  const buyers = drawn(12, 300, truthOf([0], [0], [0]), [MEMBER]);
  const member = buyers.covariates[0]?.values ?? new Float64Array(0);
  const silent = (list: Float64Array) => list.map((each, place) => (member[place] === 1 ? 0 : each));
  const fit = fitWithCovariates({ ...buyers, repeats: silent(buyers.repeats), last: silent(buyers.last) });
  const told = fit.kind === "refused" ? fit.detail : fit.warnings.join(" ");
  expect(told).toMatch(
    /The effect of the covariate member (has no bound in these data|is hardly told by these data)|How sure the effects are/,
  );
});

test("second derivatives are told where a variable is all but zero", () => {
  const bowl = ([x = 0]: Float64Array): number => 10_000 + 3 * x * x;
  expect(hessianOf(bowl, Float64Array.of(1e-7), 1)[0]?.[0]).toBeCloseTo(6, 3);
});

test("how a buyer's own parameters follow those of the average buyer and the effects, as small steps tell it", () => {
  const truth = truthOf([1975, 0.5], [0.02, 0.4], [-0.025, 0.3]);
  const known = [1990, 1];
  const { parameters, slopes } = ownOf(truth, known);
  expect([...parameters]).toEqual([...parametersOf(truth, known)]);
  const { effects } = truth;
  const all = [...truth.parameters, ...effects.orders, ...effects.end];
  const at = (list: readonly number[]): Float64Array => {
    const [orders, end] = [Float64Array.from(list.slice(4, 6)), Float64Array.from(list.slice(6))];
    const of = { parameters: Float64Array.from(list.slice(0, 4)), effects: { ...effects, orders, end } };
    return parametersOf(of, known);
  };
  for (const place of all.keys()) {
    const moved = (by: number) => at(all.map((each, index) => (index === place ? each + by : each)));
    const [above, below] = [moved(1e-6), moved(-1e-6)];
    for (const [own, slope] of slopes.entries()) {
      const told = ((above[own] ?? 0) - (below[own] ?? 0)) / 2e-6;
      expect([place, own, slope[place]]).toEqual([place, own, expect.closeTo(told, 4)]);
    }
  }
});
