import { must } from "@habitus/kernel";
import type { BuyerModel, Parameters } from "../buyers/buyer-model.ts";
import { reachOf } from "../special/normal.ts";
import { CONFIDENCE, type Interval } from "../statistics/proportions.ts";
import { expectedSpend } from "./gamma-gamma.ts";

/** Of the parameters, in their order: the inverse of the curvature at the best point. */
export type Covariance = readonly ArrayLike<number>[];

/** A step of each parameter, as a part of it. */
const STEP = 1e-4;

/**
 * Variance of the logarithm of a figure above zero, for the parameters are not known exactly: the delta method (G. Casella, R. Berger:
 * Statistical Inference, 2nd edition, 5.5.4), with central differences. On logarithms no interval reaches below zero.
 */
export function logVarianceOf(
  figure: (of: Parameters) => number,
  at: Parameters,
  covariance: Covariance,
): number {
  const slopes = at.map((parameter, place) => {
    const moved = (by: number): number =>
      Math.log(figure(at.map((each, index) => (index === place ? each * (1 + by) : each))));
    return (moved(STEP) - moved(-STEP)) / (2 * STEP * parameter);
  });
  let variance = 0;
  for (const [row, slope] of slopes.entries()) {
    const line = must(covariance[row], "a line for each parameter");
    for (const [column, other] of slopes.entries()) variance += slope * other * (line[column] ?? 0);
  }
  return variance;
}

/** Null where the variance is none: a figure that is zero, or a curvature that says nothing. */
export function intervalOf(figure: number, logVariance: number, confidence = CONFIDENCE): Interval | null {
  if (!(figure > 0) || !(logVariance >= 0) || !Number.isFinite(logVariance)) return null;
  const reach = reachOf(confidence) * Math.sqrt(logVariance);
  return { low: figure * Math.exp(-reach), high: figure * Math.exp(reach) };
}

/** A buyer at the time of a fit, in its unit. */
export type BuyerAt = { readonly repeats: number; readonly last: number; readonly observed: number };

type Fit = {
  readonly model: BuyerModel;
  readonly parameters: Parameters;
  readonly covariance: Covariance;
};

type Spend = {
  /** p, q and scale of the fit. */
  readonly parameters: Parameters;
  readonly covariance: Covariance;
  /** Mean value of the buyer's orders after the first. */
  readonly meanValue: number;
  /** What is told of the value of all orders within the horizon. */
  readonly told: number;
};

export type ScoreIntervals = {
  /** Of the expected orders; what one person really orders scatters more. */
  readonly orders: Interval | null;
  /** Of the expected value of them; null where no value is told. */
  readonly value: Interval | null;
  /** Probability of at least one order within the horizon. */
  readonly anyOrder: number;
};

/**
 * How far the parameters leave a buyer's expected orders, and their value, open (95 %). The two fits are taken for independent, as the
 * spend model takes how often and how much.
 * @param horizon in the unit of the fit.
 */
export function scoreIntervals(
  { model, parameters, covariance }: Fit,
  buyer: BuyerAt,
  horizon: number,
  spend: Spend | null,
): ScoreIntervals {
  const { repeats, last, observed } = buyer;
  const orders = (of: Parameters): number => model.expected(of, repeats, last, observed, horizon);
  const ofOrders = logVarianceOf(orders, parameters, covariance);
  const anyOrder = model.ordersWithin(parameters, repeats, last, observed, horizon);
  const told = { orders: intervalOf(orders(parameters), ofOrders), anyOrder };
  if (spend === null) return { ...told, value: null };
  const { meanValue, told: total } = spend;
  const value = (of: Parameters): number => {
    const [p = 0, q = 0, scale = 0] = of;
    const known = meanValue > 0 ? repeats : 0;
    return expectedSpend({ p, q, scale }, known, Math.max(0, meanValue));
  };
  const ofSpend = logVarianceOf(value, spend.parameters, spend.covariance);
  return { ...told, value: intervalOf(total, ofOrders + ofSpend) };
}
