import { assert } from "@habitus/kernel";
import { inverseOf } from "../optimise/matrix.ts";
import { hessianOf, type Minimum, minimise, type Objective } from "../optimise/minimise.ts";
import type { Parameters } from "./buyer-model.ts";
import { type Buyers, distinctBuyers, evenSample } from "./buyers.ts";
import {
  type Covariate,
  type CovariateEffects,
  flawOf,
  type Standardised,
  standardised,
} from "./covariates.ts";
import { EDGE, fitBuyers, type FittedModel, type RefusedFit } from "./fit.ts";
import { paretoNbd } from "./pareto-nbd.ts";

/** Effects of one standard deviation are sought between these: e to the power of 8 times as often is more than anything but chance tells. */
const EFFECT_EDGE = 8;
/** Nobody's scale is sought beyond exp of so much, however far from the mean they stand. */
const FARTHEST = 30;
/** So near an edge no minimum was found, the search was merely stopped. */
const AT_EDGE = 0.1;
/** An effect of one standard deviation whose own standard error is greater is not told: it may be seven times more or less. */
const LOOSE = 1;
const BASE = 4;
/** Buyers that share nothing cost each their own integral, so fewer are enough for a fit than of the plain model. */
const COARSE_SAMPLE = 5_000;
const FINE_SAMPLE = 50_000;

/**
 * Parameters and effects that make the data most likely, from those of the model without covariates on. `covariance` is of the four
 * parameters, then of `effects.orders`, then of `effects.end`.
 * @throws AssertionError when a covariate is not as long as the buyers.
 */
export function fitWithCovariates(buyers: Buyers): FittedModel | RefusedFit {
  const covariates = buyers.covariates ?? [];
  for (const { values } of covariates)
    assert(values.length === buyers.repeats.length, "a covariate has a value for each buyer");
  const plain = fitBuyers(paretoNbd, buyers);
  if (plain.kind === "refused" || covariates.length === 0) return plain;
  const flaw = flawOf(covariates);
  if (flaw !== null) return untold(flaw);
  const columns = covariates.map(standardised);
  const standard: Buyers = {
    ...buyers,
    covariates: covariates.map(({ name }, index) => ({ name, values: columns[index]?.values ?? NONE })),
  };
  const sample = evenSample(standard, FINE_SAMPLE);
  const start = new Float64Array(BASE + 2 * columns.length);
  start.set(plain.parameters.map(Math.log));
  const coarse = evenSample(standard, COARSE_SAMPLE);
  const near = coarse === sample ? start : minimise(objectiveOf(coarse, plain.penalty), start).at;
  const found = minimise(objectiveOf(sample, plain.penalty), near);
  const refusal = refusalOf(found, sample);
  return refusal ?? fitted({ plain, buyers, sample, found, covariates, columns });
}

const NONE = new Float64Array(0);

/** The parameters of the buyer at this place: ask the fit's model with them. */
export function parametersAt(
  { parameters, effects }: Pick<FittedModel, "parameters" | "effects">,
  { covariates = [] }: Pick<Buyers, "covariates">,
  place: number,
): Parameters {
  if (effects === null) return parameters;
  return parametersOf(
    { parameters, effects },
    effects.names.map((_, index) => covariates[index]?.values[place] ?? Number.NaN),
  );
}

type AverageBuyer = {
  readonly parameters: Parameters;
  readonly effects: Pick<CovariateEffects, "means" | "orders" | "end">;
};

/** The parameters of somebody with these covariates; NaN for what is not known. */
export function parametersOf(
  { parameters, effects: { means, orders, end } }: AverageBuyer,
  known: readonly number[],
): Parameters {
  const from = Float64Array.from(known, (value, index) =>
    Number.isNaN(value) ? 0 : value - (means[index] ?? 0),
  );
  return changed(parameters, orders, end, from);
}

/** Likewise, with the slope of each of them to the parameters, then to the effects on orders, then to those on the end. */
export function ownOf(
  of: AverageBuyer,
  known: readonly number[],
): { readonly parameters: Float64Array; readonly slopes: readonly Float64Array[] } {
  const own = parametersOf(of, known);
  const count = known.length;
  const slopes = Array.from({ length: BASE }, (_, place) => {
    const slope = new Float64Array(BASE + 2 * count);
    slope[place] = (own[place] ?? 0) / (of.parameters[place] ?? 1);
    return slope;
  });
  for (const [index, value] of known.entries()) {
    const off = Number.isNaN(value) ? 0 : value - (of.effects.means[index] ?? 0);
    slopes[1]?.set([-off * (own[1] ?? 0)], BASE + index);
    slopes[3]?.set([-off * (own[3] ?? 0)], BASE + count + index);
  }
  return { parameters: own, slopes };
}

function changed(
  [r = 0, alpha = 0, s = 0, beta = 0]: Parameters,
  orders: Float64Array,
  end: Float64Array,
  of: Float64Array,
): Parameters {
  return Float64Array.of(r, alpha * Math.exp(-product(orders, of)), s, beta * Math.exp(-product(end, of)));
}

function product(effects: Float64Array, of: Float64Array): number {
  return effects.reduce((sum, effect, index) => sum + effect * (of[index] ?? 0), 0);
}

const untold = (detail: string): RefusedFit => ({ kind: "refused", reason: "did_not_converge", detail });

/** A search that did not end, or that ended at the edge of what is sought, has found nothing. */
function refusalOf({ at, value, converged }: Minimum, sample: Buyers): RefusedFit | null {
  const { covariates = [] } = sample;
  const run = at.subarray(BASE).findIndex((effect) => !(Math.abs(effect) < EFFECT_EDGE - AT_EDGE));
  if (run >= 0) {
    const name = covariates[run % covariates.length]?.name ?? "";
    return untold(
      `The effect of the covariate ${name} has no bound in these data: people with much of it and with little never did alike. Leave it out.`,
    );
  }
  if (farthestAt(at, sample) > FARTHEST - AT_EDGE) {
    return untold(
      "Some people stand so far from the average of a covariate that its effect on all others cannot be told: take the logarithm of what differs so much, or leave it out.",
    );
  }
  const isInside = at.subarray(0, BASE).every((log) => Math.abs(log) < EDGE - AT_EDGE);
  if (converged && isInside && Number.isFinite(value)) return null;
  return untold("No effects stood out: the data do not tell the covariates from each other or from chance.");
}

/** The logarithm of the scale that is farthest from 1. */
function farthestAt(at: Float64Array, { repeats, covariates = [] }: Buyers): number {
  const { parameters, orders, end } = partsOf(at, covariates.length);
  return repeats.reduce((most, _, row) => {
    const own = changed(parameters, orders, end, rowOf(covariates, row));
    return Math.max(most, ...own.map((each) => Math.abs(Math.log(each))));
  }, 0);
}

type Found = {
  readonly plain: FittedModel;
  readonly buyers: Buyers;
  /** Some of them, with standardised covariates. */
  readonly sample: Buyers;
  readonly found: Minimum;
  readonly covariates: readonly Covariate[];
  readonly columns: readonly Standardised[];
};

function fitted({ plain, buyers, sample, found, covariates, columns }: Found): FittedModel {
  const { at, steps } = found;
  const size = sample.repeats.length;
  const objective = objectiveOf(sample, plain.penalty);
  const parameters = at.slice(0, BASE).map(Math.exp);
  // From logarithms to parameters, and from standard deviations to the caller's units.
  const scale = at.map((_, index) =>
    index < BASE ? (parameters[index] ?? 0) : 1 / (columns[(index - BASE) % columns.length]?.deviation ?? 1),
  );
  const inverse = inverseOf(hessianOf((point) => size * objective(point), at, 1));
  const covariance =
    inverse === null
      ? null
      : inverse.map((row, i) => row.map((each, j) => each * (scale[i] ?? 0) * (scale[j] ?? 0)));
  const errors =
    covariance === null ? null : Float64Array.from(covariance, (row, i) => Math.sqrt(row[i] ?? Number.NaN));
  const inUnits = at.map((each, index) => each * (scale[index] ?? 0));
  const names = covariates.map(({ name }) => name);
  const effects: CovariateEffects = {
    names,
    means: Float64Array.from(columns, ({ mean }) => mean),
    orders: inUnits.slice(BASE, BASE + columns.length),
    end: inUnits.slice(BASE + columns.length),
    errors: errors?.slice(BASE) ?? null,
  };
  return {
    kind: "fitted",
    model: paretoNbd,
    parameters,
    effects,
    logLikelihood: totalOf({ parameters, effects }, buyers),
    fittedOn: size,
    standardErrors: errors?.slice(0, BASE) ?? null,
    covariance,
    steps,
    penalty: plain.penalty,
    endIsTold: plain.endIsTold,
    warnings: [...plain.warnings, ...unknownOf(names, columns), ...looseOf(names, inverse)],
  };
}

/** One after the other: a million buyers need no more memory than one. */
function totalOf(of: Pick<FittedModel, "parameters" | "effects">, buyers: Buyers): number {
  const { repeats, last, observed } = buyers;
  return repeats.reduce((sum, each, place) => {
    const likelihood = paretoNbd.likelihood(parametersAt(of, buyers, place));
    return sum + likelihood(each, last[place] ?? 0, observed[place] ?? 0);
  }, 0);
}

function unknownOf(names: readonly string[], columns: readonly Standardised[]): readonly string[] {
  return columns.flatMap(({ unknown, values }, index) =>
    unknown === 0
      ? []
      : [
          `The covariate ${names[index]} is not known of ${unknown} of ${values.length} buyers, who are taken for average in it.`,
        ],
  );
}

function looseOf(names: readonly string[], inverse: readonly Float64Array[] | null): readonly string[] {
  if (inverse === null)
    return ["How sure the effects are cannot be told: the likelihood has no peak that can be measured."];
  const loose = names.filter((_, index) =>
    [BASE + index, BASE + names.length + index].some(
      (place) => !(Math.sqrt(inverse[place]?.[place] ?? Number.NaN) < LOOSE),
    ),
  );
  return loose.map(
    (name) =>
      `The effect of the covariate ${name} is hardly told by these data: read its standard errors before its effects.`,
  );
}

/** Of the logarithms of the parameters, then the effects of one standard deviation. */
function objectiveOf(standard: Buyers, penalty: number): Objective {
  const likelihood = likelihoodOf(standard);
  const size = standard.repeats.length;
  return (at) => penalty * pullOf(at) - likelihood(at) / size;
}

function pullOf(at: Float64Array): number {
  return at.subarray(0, BASE).reduce((sum, log) => sum + log * log, 0);
}

/** The log-likelihood of all. Buyers with the same covariates share their parameters, so what depends on these is computed once for them. */
function likelihoodOf(standard: Buyers): Objective {
  const rows = distinctBuyers(standard);
  const { repeats, last, observed, count, covariates = [] } = rows;
  const groups = groupsOf(count.length, covariates);
  return (at) => {
    if (at.some((each, index) => Math.abs(each) > (index < BASE ? EDGE : EFFECT_EDGE))) return Number.NaN;
    const { parameters, orders, end } = partsOf(at, covariates.length);
    let sum = 0;
    for (const { of, places } of groups) {
      const own = changed(parameters, orders, end, of);
      if (own.some((each) => !(Math.abs(Math.log(each)) < FARTHEST))) return Number.NaN;
      const likelihood = paretoNbd.likelihood(own);
      for (const row of places) {
        sum += (count[row] ?? 0) * likelihood(repeats[row] ?? 0, last[row] ?? 0, observed[row] ?? 0);
      }
    }
    return sum;
  };
}

function partsOf(at: Float64Array, count: number) {
  return {
    parameters: at.slice(0, BASE).map(Math.exp),
    orders: at.slice(BASE, BASE + count),
    end: at.slice(BASE + count),
  };
}

const rowOf = (covariates: readonly Covariate[], row: number): Float64Array =>
  Float64Array.from(covariates, ({ values }) => values[row] ?? 0);

type Group = { readonly of: Float64Array; readonly places: readonly number[] };

function groupsOf(size: number, covariates: readonly Covariate[]): readonly Group[] {
  const groups = new Map<string, { readonly of: Float64Array; readonly places: number[] }>();
  for (let row = 0; row < size; row++) {
    const of = rowOf(covariates, row);
    const key = of.join(" ");
    const group = groups.get(key) ?? { of, places: [] };
    group.places.push(row);
    groups.set(key, group);
  }
  return [...groups.values()];
}
