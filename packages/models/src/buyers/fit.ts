import { inverseOf } from "../optimise/matrix.ts";
import { bestOfStarts, hessianOf, type Minimum, minimise, type Objective } from "../optimise/minimise.ts";
import type { BuyerModel, Parameters } from "./buyer-model.ts";
import { type Buyers, type DistinctBuyers, distinctBuyers, evenSample, repeatersOf } from "./buyers.ts";
import type { CovariateEffects } from "./covariates.ts";

/** Below so many people who bought again no fit is worth its digits. */
export const LEAST_REPEATERS = 100;
/** Parameters are sought between exp(-EDGE) and exp(EDGE). */
export const EDGE = 12;
/** A parameter whose standard error is so many times itself is not told by the data: it has run away along a ridge. */
const LOOSE = 3;
/** Two fits of which one has so many times as many people stopped as the other do not agree on it. */
const ENDS_AGREE = 1.5;
/** Starting points are tried on an even sample of so many buyers. */
const COARSE_SAMPLE = 5_000;
/** And the best of them is followed on so many, whose sampling error is far below what any use of the parameters notices. */
const FINE_SAMPLE = 200_000;
/** Strength of the pull towards 1 that is used when a plain fit runs away. */
const RUNAWAY_PENALTY = 0.001;

export type FitOptions = {
  /**
   * How strongly the logarithms of the parameters are pulled to zero, as a multiple of their squared sum on the scale of the mean log-likelihood of a
   * buyer; 0 for maximum likelihood.
   */
  readonly penalty?: number;
};

export type FittedModel = {
  readonly kind: "fitted";
  readonly model: BuyerModel;
  readonly parameters: Parameters;
  /** What changes the parameters from buyer to buyer; null of a model without covariates. */
  readonly effects: CovariateEffects | null;
  /** Of the whole data, without the penalty. */
  readonly logLikelihood: number;
  /** How many buyers the parameters rest on: all, or an even sample of the very many. */
  readonly fittedOn: number;
  /** One per parameter, from the curvature at the best point; null where it has none that can be inverted. */
  readonly standardErrors: Float64Array | null;
  /** How the parameters are not known together; null as the standard errors are. */
  readonly covariance: readonly Float64Array[] | null;
  readonly penalty: number;
  /** Whether the data tell who has stopped: else many answers, from nobody to most, explain them about equally well. */
  readonly endIsTold: boolean;
  readonly steps: number;
  /** What a reader must know before trusting the numbers. */
  readonly warnings: readonly string[];
};

export type RefusedFit = {
  readonly kind: "refused";
  readonly reason: "no_orders" | "too_few_repeaters" | "did_not_converge" | "unbounded_value";
  readonly detail: string;
};

/** Parameters that make the data most likely. Refused with the reason rather than answered with numbers that mean nothing. */
export function fitBuyers(
  model: BuyerModel,
  given: Buyers,
  options: FitOptions = {},
): FittedModel | RefusedFit {
  // Buyers who differ in these alone are the same to the model.
  const buyers: Buyers = { ...given, covariates: [] };
  const repeaters = repeatersOf(buyers);
  if (repeaters < LEAST_REPEATERS) {
    const detail = `Only ${repeaters} people bought again; at least ${LEAST_REPEATERS} are needed to tell habits from chance.`;
    return { kind: "refused", reason: "too_few_repeaters", detail };
  }
  const sample = evenSample(buyers, FINE_SAMPLE);
  const asked = options.penalty ?? 0;
  const plain = search(model, sample, asked);
  const fit = plain?.converged === true ? fitted(model, buyers, sample, plain, asked) : null;
  if (fit !== null && areTold(fit)) return fit;
  const penalty = Math.max(asked, RUNAWAY_PENALTY);
  const held = search(model, sample, penalty);
  if (held === null || !held.converged) {
    const detail = "No parameters stood out: the data do not tell the model's parts from each other.";
    return { kind: "refused", reason: "did_not_converge", detail };
  }
  const free = plain?.at.map(Math.exp);
  const endIsTold =
    free !== undefined && agreeOnEnds(model, distinctBuyers(sample), free, held.at.map(Math.exp));
  const warnings = [
    `Many parameters fit these data about equally well, so they were held near 1 with a penalty of ${penalty}. Predictions can be used, the parameters themselves say little.`,
  ];
  return { ...fitted(model, buyers, sample, held, penalty), endIsTold, warnings };
}

function areTold({ parameters, standardErrors }: FittedModel): boolean {
  return standardErrors?.every((error, i) => error < LOOSE * (parameters[i] ?? 0)) === true;
}

/** Whether two fits that explain the data about equally well agree on how many have stopped: else these do not tell. */
function agreeOnEnds(model: BuyerModel, rows: DistinctBuyers, one: Parameters, other: Parameters): boolean {
  const [least = 0, most = 0] = [stoppedBy(model, rows, one), stoppedBy(model, rows, other)].sort(
    (a, b) => a - b,
  );
  return most <= ENDS_AGREE * least;
}

/** How many have stopped by these parameters; 0 of a model that does not tell. */
function stoppedBy(
  model: BuyerModel,
  { repeats, last, observed, count }: DistinctBuyers,
  of: Parameters,
): number {
  return count.reduce((sum, each, row) => {
    const alive = model.alive(of, repeats[row] ?? 0, last[row] ?? 0, observed[row] ?? 0) ?? 1;
    return sum + each * (1 - alive);
  }, 0);
}

/** The most regular model whose likelihood a larger k does not better. @param largest k to try. */
export function fitRegularBuyers(
  family: (k: number) => BuyerModel,
  buyers: Buyers,
  largest: number,
  options: FitOptions = {},
): { readonly k: number; readonly fit: FittedModel | RefusedFit } {
  let best = { k: 1, fit: fitBuyers(family(1), buyers, options) };
  for (let k = 2; k <= largest && best.fit.kind === "fitted"; k++) {
    const fit = fitBuyers(family(k), buyers, options);
    if (fit.kind === "refused" || fit.logLikelihood <= best.fit.logLikelihood) break;
    best = { k, fit };
  }
  return best;
}

function search(model: BuyerModel, buyers: Buyers, penalty: number): Minimum | null {
  const coarse = evenSample(buyers, COARSE_SAMPLE);
  const objective = objectiveOf(model, coarse, penalty);
  const found = bestOfStarts(objective, model.starts);
  if (found === null || coarse === buyers) return found;
  return minimise(objectiveOf(model, buyers, penalty), found.at);
}

/** Of the logarithms of the parameters: minus the mean log-likelihood of a buyer, and the penalty. */
function objectiveOf(model: BuyerModel, buyers: Buyers, penalty: number): Objective {
  const rows = distinctBuyers(buyers);
  const size = buyers.repeats.length;
  return (logs) => {
    if (logs.some((log) => Math.abs(log) > EDGE)) return Number.NaN;
    return penalty * pullOf(logs) - sumOver(model, logs.map(Math.exp), rows) / size;
  };
}

function pullOf(logs: Float64Array): number {
  return logs.reduce((sum, log) => sum + log * log, 0);
}

function sumOver(model: BuyerModel, of: Parameters, rows: DistinctBuyers): number {
  const { repeats, last, observed, count } = rows;
  const likelihood = model.likelihood(of);
  let sum = 0;
  for (let row = 0; row < count.length; row++) {
    const log = likelihood(repeats[row] ?? 0, last[row] ?? 0, observed[row] ?? 0);
    sum += (count[row] ?? 0) * log;
  }
  return sum;
}

function fitted(
  model: BuyerModel,
  buyers: Buyers,
  sample: Buyers,
  minimum: Minimum,
  penalty: number,
): FittedModel {
  const parameters = minimum.at.map(Math.exp);
  const fittedOn = sample.repeats.length;
  const objective = objectiveOf(model, sample, penalty);
  const inverse = inverseOf(hessianOf((at) => fittedOn * objective(at.map(Math.log)), parameters));
  const likelihood = sumOver(model, parameters, distinctBuyers(buyers));
  return {
    kind: "fitted",
    model,
    parameters,
    effects: null,
    logLikelihood: likelihood + model.constant(buyers.repeats, buyers.logGaps),
    fittedOn,
    standardErrors:
      inverse === null ? null : Float64Array.from(inverse, (row, i) => Math.sqrt(row[i] ?? Number.NaN)),
    covariance: inverse,
    penalty,
    endIsTold: true,
    steps: minimum.steps,
    warnings: [],
  };
}
