import { assert } from "@habitus/kernel";
import { inverseOf } from "../optimise/matrix.ts";
import { hessianOf, minimise, type Objective } from "../optimise/minimise.ts";
import type { Parameters } from "./buyer-model.ts";
import { type Buyers, repeatersOf } from "./buyers.ts";
import { type FittedModel, fitBuyers, LEAST_REPEATERS, type RefusedFit } from "./fit.ts";
import { paretoNbd } from "./pareto-nbd.ts";

/**
 * Pareto/NBD with what is known of each buyer from the beginning and does not change (P. Fader, B. Hardie: Incorporating time-invariant
 * covariates into the Pareto/NBD and BG/NBD models, 2007): rates of orders are drawn from Gamma(r, alpha exp(-x'g)), ends from
 * Gamma(s, beta exp(-x'h)). So exp(g) is how many times as often somebody orders who has one more of it, exp(h) how many times as soon
 * they stop.
 */
export type CovariateFit = {
  readonly kind: "fitted";
  /** r, alpha, s, beta of a buyer all of whose covariates are 0. */
  readonly parameters: Parameters;
  /** One per covariate: g, of orders. */
  readonly orders: Float64Array;
  /** One per covariate: h, of the end. */
  readonly end: Float64Array;
  readonly logLikelihood: number;
  /** Of the logarithms of the parameters, then of `orders`, then of `end`; null where the curvature has no inverse. */
  readonly standardErrors: Float64Array | null;
  readonly steps: number;
  /** What held the four parameters near 1, as of a fit without covariates, where they would have run away along a ridge; else 0. */
  readonly penalty: number;
  readonly warnings: readonly string[];
};

/** A list per covariate, each as long as the buyers. */
export type Covariates = readonly Float64Array[];

/** Effects are sought between these, which is e to the power of 8 times as often: beyond lies nothing but what the data do not tell. */
const EDGE = 8;
const BASE = 4;

/**
 * Parameters and effects that make the data most likely, from those of the model without covariates on.
 * @throws AssertionError when a covariate is not as long as the buyers.
 */
export function fitWithCovariates(buyers: Buyers, covariates: Covariates): CovariateFit | RefusedFit {
  const size = buyers.repeats.length;
  for (const { length } of covariates) assert(length === size, "a covariate has a value for each buyer");
  if (repeatersOf(buyers) < LEAST_REPEATERS) return refusedOf(fitBuyers(paretoNbd, buyers));
  const constant = covariates.findIndex((values) => values.every((value) => value === values[0]));
  if (constant >= 0)
    return untold(`Covariate ${constant + 1} is the same of everybody, so it tells nothing.`);
  const plain = fitBuyers(paretoNbd, buyers);
  if (plain.kind === "refused") return plain;
  const { penalty, warnings } = plain;
  const likelihood = likelihoodOf(buyers, covariates);
  const objective: Objective = (at) => penalty * pullOf(at) - likelihood(at) / size;
  const start = new Float64Array(BASE + 2 * covariates.length);
  start.set(plain.parameters.map(Math.log));
  const found = minimise(objective, start);
  if (!found.converged || !Number.isFinite(found.value)) {
    return untold(
      "No effects stood out: the data do not tell the covariates from each other or from chance.",
    );
  }
  const { at, steps } = found;
  const inverse = inverseOf(hessianOf((point) => size * objective(point), at));
  return {
    kind: "fitted",
    ...fitAt(at, covariates.length),
    logLikelihood: likelihood(at),
    standardErrors:
      inverse === null ? null : Float64Array.from(inverse, (row, i) => Math.sqrt(row[i] ?? Number.NaN)),
    steps,
    penalty,
    warnings,
  };
}

/** The parameters of somebody with these covariates: ask `paretoNbd` with them. */
export function parametersOf(
  { parameters, orders, end }: Pick<CovariateFit, "parameters" | "orders" | "end">,
  of: readonly number[],
): Parameters {
  const [r = 0, alpha = 0, s = 0, beta = 0] = parameters;
  return Float64Array.of(r, alpha * Math.exp(-product(orders, of)), s, beta * Math.exp(-product(end, of)));
}

function product(effects: Float64Array, of: readonly number[]): number {
  return effects.reduce((sum, effect, index) => sum + effect * (of[index] ?? 0), 0);
}

const untold = (detail: string): RefusedFit => ({ kind: "refused", reason: "did_not_converge", detail });

function refusedOf(fit: FittedModel | RefusedFit): RefusedFit {
  return fit.kind === "refused" ? fit : untold("Too few people bought again.");
}

function pullOf(at: Float64Array): number {
  return at.subarray(0, BASE).reduce((sum, log) => sum + log * log, 0);
}

/** The log-likelihood of all. Buyers with the same covariates share their parameters, so what depends on these is computed once for them. */
function likelihoodOf(buyers: Buyers, covariates: Covariates): Objective {
  const size = buyers.repeats.length;
  const groups = groupsOf(size, covariates);
  return (at) => {
    const effects = at.subarray(BASE);
    if (
      at.subarray(0, BASE).some((log) => Math.abs(log) > 12) ||
      effects.some((one) => Math.abs(one) > EDGE)
    ) {
      return Number.NaN;
    }
    const fit = fitAt(at, covariates.length);
    let sum = 0;
    for (const { of, rows } of groups) {
      const likelihood = paretoNbd.likelihood(parametersOf(fit, of));
      for (const row of rows) {
        sum += likelihood(buyers.repeats[row] ?? 0, buyers.last[row] ?? 0, buyers.observed[row] ?? 0);
      }
    }
    return sum;
  };
}

type Group = { readonly of: readonly number[]; readonly rows: readonly number[] };

function groupsOf(size: number, covariates: Covariates): readonly Group[] {
  const groups = new Map<string, { readonly of: readonly number[]; readonly rows: number[] }>();
  for (let row = 0; row < size; row++) {
    const of = covariates.map((values) => values[row] ?? 0);
    const key = of.join(" ");
    const group = groups.get(key) ?? { of, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function fitAt(at: Float64Array, count: number): Pick<CovariateFit, "parameters" | "orders" | "end"> {
  return {
    parameters: at.slice(0, BASE).map(Math.exp),
    orders: at.slice(BASE, BASE + count),
    end: at.slice(BASE + count),
  };
}
