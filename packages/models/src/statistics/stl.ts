import { assert } from "@habitus/kernel";
import { fittedAt, smoothed, type Smoothing } from "./loess.ts";
import { medianOf } from "./spread.ts";

export type SeasonSettings = {
  /** Values of one season, 2 or more: 7 for days of a week. */
  readonly period: number;
  /** Points over which the season may change, odd; "periodic" where it never does. */
  readonly seasonal: number | "periodic";
  /** Points over which the trend is drawn, odd; the paper's default, some one and a half seasons, without it. */
  readonly trend?: number;
  /** Few far values do not bend the rest. */
  readonly isRobust: boolean;
};

/** value = seasonal + trend + remainder. */
export type Decomposition = {
  readonly seasonal: Float64Array;
  readonly trend: Float64Array;
  readonly remainder: Float64Array;
};

/** Rounds of the inner and the outer loop, as R's `stl` has them. */
const ROUNDS = { plain: { inner: 2, outer: 0 }, robust: { inner: 1, outer: 15 } } as const;

type Plan = {
  readonly period: number;
  readonly ofSeason: Smoothing;
  readonly ofTrend: Smoothing;
  readonly ofLow: Smoothing;
};

/**
 * Seasonal-trend decomposition by loess (R. B. Cleveland, W. S. Cleveland, J. E. McRae, I. Terpenning: STL, Journal of Official Statistics 6,
 * 1990), with the defaults of R's `stl`. Needs more than two seasons.
 */
export function decompose(values: readonly number[], settings: SeasonSettings): Decomposition {
  const { period, seasonal: window, isRobust } = settings;
  assert(period >= 2 && values.length > 2 * period, "more than two seasons");
  const series = Float64Array.from(values);
  const plan = planOf(values.length, settings);
  const rounds = ROUNDS[isRobust ? "robust" : "plain"];
  let trend: Float64Array = new Float64Array(series.length);
  let seasonal: Float64Array = new Float64Array(series.length);
  let weights: Float64Array | null = null;
  for (let outer = 0; outer <= rounds.outer; outer++) {
    for (let inner = 0; inner < rounds.inner; inner++) {
      seasonal = seasonOf({ values: less(series, trend), weights }, plan);
      trend = smoothed({ values: less(series, seasonal), weights }, plan.ofTrend);
    }
    if (outer < rounds.outer) weights = robustWeights(less(less(series, seasonal), trend));
  }
  if (window === "periodic") seasonal = averaged(seasonal, period);
  return { seasonal, trend, remainder: less(less(series, seasonal), trend) };
}

function planOf(length: number, { period, seasonal, ...given }: SeasonSettings): Plan {
  const window = seasonal === "periodic" ? 10 * length + 1 : seasonal;
  const trend = given.trend ?? odd(Math.ceil((1.5 * period) / (1 - 1.5 / window)));
  const low = odd(period);
  const jumpOf = (of: number): number => Math.ceil(of / 10);
  return {
    period,
    ofSeason: { window, degree: 0, jump: jumpOf(window) },
    ofTrend: { window: trend, degree: 1, jump: jumpOf(trend) },
    ofLow: { window: low, degree: 1, jump: jumpOf(low) },
  };
}

const odd = (least: number): number => (least % 2 === 0 ? least + 1 : least);

/** The season in what is left without the trend: each of its places smoothed by itself, less what moves slowly. */
function seasonOf(
  { values, weights }: { readonly values: Float64Array; readonly weights: Float64Array | null },
  { period, ofSeason, ofLow }: Plan,
): Float64Array {
  const { length } = values;
  const cycles = new Float64Array(length + 2 * period);
  for (let place = 0; place < period; place++) {
    const own = everyNth(values, place, period);
    const known = weights === null ? null : everyNth(weights, place, period);
    extended(own, known, ofSeason).forEach((value, index) => {
      cycles[index * period + place] = value;
    });
  }
  const slow = moving(moving(moving(cycles, period), period), 3);
  const low = smoothed({ values: slow, weights: null }, ofLow);
  return less(cycles.subarray(period, period + length), low);
}

/** Smoothed, with one value more at both ends. */
function extended(values: Float64Array, weights: Float64Array | null, smoothing: Smoothing): Float64Array {
  const { length } = values;
  const series = { values, weights };
  const inside = smoothed(series, smoothing);
  const window = Math.min(smoothing.window, length);
  const before = fittedAt(series, smoothing, -1, { first: 0, last: window - 1 });
  const after = fittedAt(series, smoothing, length, { first: length - window, last: length - 1 });
  return Float64Array.of(before ?? inside[0] ?? 0, ...inside, after ?? inside[length - 1] ?? 0);
}

function everyNth(values: Float64Array, first: number, step: number): Float64Array {
  const own = new Float64Array(Math.ceil((values.length - first) / step));
  for (let index = 0; index < own.length; index++) own[index] = values[first + index * step] ?? 0;
  return own;
}

function moving(values: Float64Array, window: number): Float64Array {
  const means = new Float64Array(values.length - window + 1);
  let sum = 0;
  for (let index = 0; index < values.length; index++) {
    sum += values[index] ?? 0;
    if (index >= window) sum -= values[index - window] ?? 0;
    if (index >= window - 1) means[index - window + 1] = sum / window;
  }
  return means;
}

/** Tukey's biweights of the remainders: none beyond six medians of their sizes. */
function robustWeights(remainder: Float64Array): Float64Array {
  const sizes = remainder.map(Math.abs);
  const reach = 6 * medianOf(sizes);
  return sizes.map((size) => {
    if (size <= 0.001 * reach) return 1;
    return size <= 0.999 * reach ? (1 - (size / reach) ** 2) ** 2 : 0;
  });
}

/** The mean of each place of the season, over and over. */
function averaged(seasonal: Float64Array, period: number): Float64Array {
  const means = Array.from({ length: period }, (_, place) => {
    const own = everyNth(seasonal, place, period);
    return own.reduce((sum, value) => sum + value, 0) / own.length;
  });
  return seasonal.map((_, index) => means[index % period] ?? 0);
}

function less(values: Float64Array, others: Float64Array): Float64Array {
  const left = new Float64Array(values.length);
  for (let index = 0; index < left.length; index++) left[index] = (values[index] ?? 0) - (others[index] ?? 0);
  return left;
}
