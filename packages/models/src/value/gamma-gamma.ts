import { assert } from "@habitus/kernel";
import { inverseOf } from "../optimise/matrix.ts";
import { bestOfStarts, hessianOf, type Minimum } from "../optimise/minimise.ts";
import { correlationOf } from "../special/correlation.ts";
import { logGamma } from "../special/gamma.ts";
import { LEAST_REPEATERS, type RefusedFit } from "../buyers/fit.ts";

/**
 * Gamma-Gamma model of spend (Fader, Hardie: The Gamma-Gamma model of monetary value, note 025, 2013). Each order is worth Gamma(p, nu) with nu drawn from
 * Gamma(q, scale) per buyer, and how often somebody orders tells nothing about how much.
 */
export type SpendModel = {
  readonly p: number;
  readonly q: number;
  /** The paper's gamma (or v), in the currency of the orders. */
  readonly scale: number;
};

export type FittedSpend = {
  readonly kind: "fitted";
  readonly model: SpendModel;
  readonly logLikelihood: number;
  /** Of p, q and scale; null where the curvature cannot be inverted. */
  readonly standardErrors: Float64Array | null;
  /** How they are not known together; null as the standard errors are. */
  readonly covariance: readonly Float64Array[] | null;
  /** Buyers the fit rests on: those with at least one order above zero. */
  readonly buyers: number;
  /**
   * Pearson's correlation between how often and how much. The model takes it for zero.
   */
  readonly correlation: number;
  readonly warnings: readonly string[];
};

const EDGE = 12;
/** Above this correlation the model's main assumption is off. */
const CORRELATION_LIMIT = 0.2;

/**
 * @param orders how many orders each mean stands for. Rows with no order or a mean that is not above zero are left out.
 * @param means mean value of an order, per buyer.
 */
export function fitSpend(orders: Float64Array, means: Float64Array): FittedSpend | RefusedFit {
  assert(orders.length === means.length, "the lists are alike long");
  const rows = Array.from(orders, (each, index) => [each, means[index] ?? 0] as const).filter(
    ([count, mean]) => count > 0 && mean > 0,
  );
  if (rows.length < LEAST_REPEATERS) {
    const detail = `Only ${rows.length} people have orders above zero; at least ${LEAST_REPEATERS} are needed.`;
    return { kind: "refused", reason: "too_few_repeaters", detail };
  }
  const total = (at: Float64Array): number =>
    rows.reduce((sum, [count, mean]) => sum + logLikelihood(named(at), count, mean), 0);
  const found = search(
    (logs) => (runsAway(logs) ? Number.NaN : -total(logs.map(Math.exp)) / rows.length),
    rows,
  );
  if (found === null || !found.converged || found.at.some((log) => Math.abs(log) >= EDGE - 0.01)) {
    const detail =
      "No parameters stood out: orders are worth too nearly the same, or one parameter ran away.";
    return { kind: "refused", reason: "did_not_converge", detail };
  }
  const at = found.at.map(Math.exp);
  const inverse = inverseOf(hessianOf((point) => -total(point), at));
  const correlation = correlationOf(column(rows, 0), column(rows, 1));
  return {
    kind: "fitted",
    model: named(at),
    logLikelihood: total(at),
    standardErrors: inverse === null ? null : Float64Array.from(inverse, (row, i) => Math.sqrt(row[i] ?? 0)),
    covariance: inverse,
    buyers: rows.length,
    correlation,
    warnings: warningsOf(named(at), correlation),
  };
}

/** Expected value of a future order, in the currency of the orders. Of somebody without an order: the mean of all. Needs q > 1. */
export function expectedSpend({ p, q, scale }: SpendModel, orders: number, mean: number): number {
  return (p * (scale + orders * mean)) / (p * orders + q - 1);
}

function warningsOf({ q }: SpendModel, correlation: number): readonly string[] {
  const warnings: string[] = [];
  if (Math.abs(correlation) >= CORRELATION_LIMIT) {
    warnings.push(
      `How often and how much people buy go together (correlation ${correlation.toFixed(2)}), which the model takes for zero: values of frequent buyers are off.`,
    );
  }
  if (q <= 1)
    warnings.push("The mean of all orders has no bound in this fit (q is not above 1): cap the values.");
  return warnings;
}

function search(
  objective: (logs: Float64Array) => number,
  rows: readonly (readonly [number, number])[],
): Minimum | null {
  const mean = rows.reduce((sum, [, each]) => sum + each, 0) / rows.length;
  const starts = [
    [2, 3, mean],
    [6, 4, mean / 2],
    [1, 2, mean],
  ];
  return bestOfStarts(objective, starts);
}

const runsAway = (logs: Float64Array): boolean => logs.some((log) => Math.abs(log) > EDGE);

function named(at: Float64Array): SpendModel {
  const [p = 0, q = 0, scale = 0] = at;
  return { p, q, scale };
}

function logLikelihood({ p, q, scale }: SpendModel, orders: number, mean: number): number {
  const px = p * orders;
  return (
    logGamma(px + q) -
    logGamma(px) -
    logGamma(q) +
    q * Math.log(scale) +
    (px - 1) * Math.log(mean) +
    px * Math.log(orders) -
    (px + q) * Math.log(orders * mean + scale)
  );
}

function column(rows: readonly (readonly [number, number])[], at: 0 | 1): Float64Array {
  return Float64Array.from(rows, (row) => row[at]);
}
