import { medianOf, robustSpread } from "./spread.ts";
import { decompose } from "./stl.ts";

export type AnomalySettings = {
  /** Values of one season, such as 7 for days. */
  readonly period: number;
  /** How many robust standard deviations off is far. */
  readonly limit?: number;
  /** Chance is known to move a value so far, however calm the others are. */
  readonly leastSpread?: number;
};

export type Anomaly = {
  readonly place: number;
  /** What season and trend led to expect. */
  readonly expected: number;
  /** How many robust standard deviations off; positive above. */
  readonly z: number;
};

/** Of 90 days of plain noise with weeks in it, 1 or 2 in 100 have a value that far off by chance; at 4 it would be 1 in 4. */
const FAR_OFF = 5;
/** A limit farther off by this is met by a tenth as many of such series; simulated, for what is left over has longer tails than normal values. */
const PER_TENTH = 1.7;
/** Days of noise that are fitted away: a short series looks calmer than it is. */
const FITTED_DAYS = 10;

/** How far is far where so many series are looked at together: then chance has a value that far off in one of them in some 20 such looks. */
export function farOffAmong(series: number, days: number): number {
  return (FAR_OFF + PER_TENTH * Math.log10(Math.max(1, series))) * (1 + FITTED_DAYS / Math.max(1, days));
}

/** The trend is drawn over so many seasons: over fewer it would follow the noise, and what is left would look calmer than it is. */
const TREND_SEASONS = 3;

/**
 * Values far from what season and trend say: the remainder of a robust STL decomposition, measured in its own robust spread. Of up to two seasons,
 * which tell no season, those far from the median. None where all that is left is one value.
 */
export function anomaliesOf(
  values: readonly number[],
  { period, limit = FAR_OFF, leastSpread = 0 }: AnomalySettings,
): readonly Anomaly[] {
  const remainder = remainderOf(values, period);
  const middle = medianOf(remainder);
  const spread = Math.max(robustSpread(remainder), leastSpread);
  // What is left of exact arithmetic alone is no spread.
  if (spread <= 1e-9 * Math.max(1, ...values.map(Math.abs))) return [];
  return values.flatMap((value, place) => {
    const left = remainder[place] ?? 0;
    const z = (left - middle) / spread;
    return Math.abs(z) > limit ? [{ place, expected: value - left + middle, z }] : [];
  });
}

function remainderOf(values: readonly number[], period: number): Float64Array {
  if (values.length <= 2 * period) {
    const middle = medianOf(values);
    return Float64Array.from(values, (value) => value - middle);
  }
  const trend = 2 * Math.ceil((TREND_SEASONS * period) / 2) + 1;
  return decompose(values, { period, seasonal: "periodic", trend, isRobust: true }).remainder;
}
