import { assert } from "@habitus/kernel";
import { type Covariate, standardised } from "../buyers/covariates.ts";
import { inverseOf } from "../optimise/matrix.ts";

/** Rows column by column: what is known of each beforehand (NaN where it is not), and whether it happened, 1 or 0. */
export type Outcomes = {
  readonly columns: readonly Covariate[];
  readonly happened: Float64Array;
};

export type LogisticFit = {
  /** The logarithm of the odds of somebody who is average in all. */
  readonly intercept: number;
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  /** By how much one more of a column raises the logarithm of the odds, in its own unit. */
  readonly effects: Float64Array;
  /** Of the effects, from the curvature at the best point; null where it has no inverse. */
  readonly errors: Float64Array | null;
  readonly steps: number;
};

/** Of the effects of one standard deviation, on the scale of all rows together: what scikit-learn has as C = 1. */
const PENALTY = 1;
const MOST_STEPS = 100;
const ENOUGH = 1e-9;

/**
 * Logistic regression, effects drawn to zero a little so that none runs away where a column alone tells the outcome: Newton's method on the
 * penalised likelihood, which is least squares weighted anew in each step (P. McCullagh, J. Nelder: Generalized Linear Models, 2nd edition
 * 1989, 4.4; S. le Cessie, J. van Houwelingen: Ridge estimators in logistic regression, Applied Statistics 41, 1992). Whoever a column is not
 * known of is taken for average in it.
 * @param outcomes each column differs from row to row.
 * @returns null where no best point was found.
 */
export function fitLogistic({ columns, happened }: Outcomes, penalty = PENALTY): LogisticFit | null {
  for (const { values } of columns) assert(values.length === happened.length, "a column has a value a row");
  const standard = columns.map(standardised);
  const rows = [new Float64Array(happened.length).fill(1), ...standard.map(({ values }) => values)];
  let at = new Float64Array(rows.length);
  for (let steps = 1; steps <= MOST_STEPS; steps++) {
    const { slope, curvature } = derivatives(rows, happened, at, penalty);
    const inverse = inverseOf(curvature);
    if (inverse === null) return null;
    const step = Float64Array.from(inverse, (row) => product(row, slope));
    at = at.map((each, place) => each + (step[place] ?? 0));
    if (!at.every(Number.isFinite)) return null;
    if (step.some((each) => Math.abs(each) > ENOUGH)) continue;
    const unit = (place: number): number => standard[place]?.deviation ?? 1;
    return {
      intercept: at[0] ?? 0,
      means: Float64Array.from(standard, ({ mean }) => mean),
      deviations: Float64Array.from(standard, ({ deviation }) => deviation),
      effects: at.slice(1).map((each, place) => each / unit(place)),
      errors: Float64Array.from(
        standard,
        (_, place) => Math.sqrt(inverse[place + 1]?.[place + 1] ?? Number.NaN) / unit(place),
      ),
      steps,
    };
  }
  return null;
}

/** How likely it happens to somebody of whom this is known, from 0 to 1. */
export function chanceOf({ intercept, means, effects }: LogisticFit, known: ArrayLike<number>): number {
  const odds = effects.reduce((sum, effect, place) => {
    const value = known[place] ?? Number.NaN;
    return Number.isNaN(value) ? sum : sum + effect * (value - (means[place] ?? 0));
  }, intercept);
  return logistic(odds);
}

const logistic = (odds: number): number => 1 / (1 + Math.exp(-odds));

/** Of the penalised log-likelihood, and what its curvature is with the sign turned. The intercept is not drawn. */
function derivatives(
  rows: readonly Float64Array[],
  happened: Float64Array,
  at: Float64Array,
  penalty: number,
): { readonly slope: Float64Array; readonly curvature: readonly Float64Array[] } {
  const size = rows.length;
  const odds = new Float64Array(happened.length);
  for (const [place, column] of rows.entries()) addTimes(odds, column, at[place] ?? 0);
  const chances = odds.map(logistic);
  const off = happened.map((each, row) => each - (chances[row] ?? 0));
  const weights = chances.map((chance) => chance * (1 - chance));
  const slope = Float64Array.from(
    rows,
    (column, place) => product(column, off) - (place === 0 ? 0 : penalty * (at[place] ?? 0)),
  );
  const curvature = Array.from({ length: size }, () => new Float64Array(size));
  for (const [i, one] of rows.entries()) {
    const weighted = one.map((each, row) => each * (weights[row] ?? 0));
    for (const [j, other] of rows.entries()) {
      const line = curvature[i];
      if (line !== undefined) line[j] = product(weighted, other) + (i === j && i > 0 ? penalty : 0);
    }
  }
  return { slope, curvature };
}

function addTimes(sum: Float64Array, column: Float64Array, times: number): void {
  for (let row = 0; row < sum.length; row++) sum[row] = (sum[row] ?? 0) + times * (column[row] ?? 0);
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let place = 0; place < a.length; place++) sum += (a[place] ?? 0) * (b[place] ?? 0);
  return sum;
}
