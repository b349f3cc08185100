import { get, setAt } from "./matrix.ts";

/** A function of several variables to be made as small as possible. NaN counts as worse than anything. */
export type Objective = (at: Float64Array) => number;

export type Minimum = {
  readonly at: Float64Array;
  readonly value: number;
  readonly steps: number;
  /** The gradient vanished, or no step made it smaller by more than rounding. False when the steps ran out. */
  readonly converged: boolean;
};

const MAX_STEPS = 500;
/** Stops when a step gains less than this part of the value, three times in a row. */
const RELATIVE_GAIN = 1e-13;
const GRADIENT_STEP = 1e-5;
const MAX_HALVINGS = 60;
/** A step is at most so long, so that a bad first direction does not leave the region where the objective is finite. */
const MAX_LENGTH = 2;

/**
 * Quasi-Newton minimisation: BFGS (Broyden, Fletcher, Goldfarb, Shanno 1970) with central differences for the gradient and a
 * backtracking line search with Armijo's condition.
 */
export function minimise(objective: Objective, from: Float64Array): Minimum {
  const size = from.length;
  let at: Float64Array = from.slice();
  let value = finite(objective(at));
  let gradient = gradientOf(objective, at);
  let inverse = identity(size);
  let idle = 0;
  for (let steps = 1; steps <= MAX_STEPS; steps++) {
    let direction = descent(inverse, gradient);
    if (dot(direction, gradient) >= 0) {
      inverse = identity(size);
      direction = descent(inverse, gradient);
    }
    const next = lineSearch(objective, at, value, gradient, direction);
    if (next === null) return { at, value, steps, converged: true };
    idle = value - next.value <= RELATIVE_GAIN * (Math.abs(value) + 1) ? idle + 1 : 0;
    const nextGradient = gradientOf(objective, next.at);
    updateInverse(inverse, minus(next.at, at), minus(nextGradient, gradient));
    at = next.at;
    value = next.value;
    gradient = nextGradient;
    if (idle >= 3) return { at, value, steps, converged: true };
  }
  return { at, value, steps: MAX_STEPS, converged: false };
}

/** The lowest minimum found from several starts, given as plain parameters of an objective of their logarithms; null when none is finite. */
export function bestOfStarts(objective: Objective, starts: readonly (readonly number[])[]): Minimum | null {
  return starts
    .map((start) => minimise(objective, Float64Array.from(start, Math.log)))
    .filter(({ value }) => Number.isFinite(value))
    .reduce<Minimum | null>((best, one) => (best === null || one.value < best.value ? one : best), null);
}

/**
 * The matrix of second derivatives by central differences, row by row.
 * @param least what a variable is taken for that is nearer to zero: steps are a part of it, and too short a step tells nothing but rounding.
 */
export function hessianOf(objective: Objective, at: Float64Array, least = 1e-3): readonly Float64Array[] {
  const size = at.length;
  const rows = Array.from({ length: size }, () => new Float64Array(size));
  const step = Array.from(at, (value) => 1e-4 * Math.max(Math.abs(value), least));
  const shifted = (i: number, a: number, j: number, b: number): number => {
    const point = at.slice();
    point[i] = (point[i] ?? 0) + a;
    point[j] = (point[j] ?? 0) + b;
    return objective(point);
  };
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const hi = step[i] ?? 0;
      const hj = step[j] ?? 0;
      const second =
        (shifted(i, hi, j, hj) - shifted(i, hi, j, -hj) - shifted(i, -hi, j, hj) + shifted(i, -hi, j, -hj)) /
        (4 * hi * hj);
      setAt(rows, i, j, second);
      setAt(rows, j, i, second);
    }
  }
  return rows;
}

function lineSearch(
  objective: Objective,
  at: Float64Array,
  value: number,
  gradient: Float64Array,
  direction: Float64Array,
): { readonly at: Float64Array; readonly value: number } | null {
  const slope = dot(direction, gradient);
  if (!(slope < 0)) return null;
  const length = Math.sqrt(dot(direction, direction));
  let scale = length > MAX_LENGTH ? MAX_LENGTH / length : 1;
  for (let i = 0; i < MAX_HALVINGS; i++) {
    const next = at.map((each, index) => each + scale * (direction[index] ?? 0));
    const reached = finite(objective(next));
    if (reached < value && reached <= value + 1e-4 * scale * slope) return { at: next, value: reached };
    scale /= 2;
  }
  return null;
}

function gradientOf(objective: Objective, at: Float64Array): Float64Array {
  const point = at.slice();
  return at.map((value, index) => {
    const step = GRADIENT_STEP * Math.max(1, Math.abs(value));
    point[index] = value + step;
    const above = objective(point);
    point[index] = value - step;
    const below = objective(point);
    point[index] = value;
    const slope = (above - below) / (2 * step);
    return Number.isFinite(slope) ? slope : 0;
  });
}

/** The BFGS update of the inverse Hessian, in place; left out where curvature is not positive. */
function updateInverse(inverse: readonly Float64Array[], moved: Float64Array, turned: Float64Array): void {
  const curvature = dot(moved, turned);
  if (!(curvature > 1e-12)) return;
  const size = moved.length;
  const product = inverse.map((row) => dot(row, turned));
  const scale = (1 + dot(Float64Array.from(product), turned) / curvature) / curvature;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const si = moved[i] ?? 0;
      const sj = moved[j] ?? 0;
      const change = scale * si * sj - ((product[i] ?? 0) * sj + si * (product[j] ?? 0)) / curvature;
      setAt(inverse, i, j, get(inverse, i, j) + change);
    }
  }
}

function descent(inverse: readonly Float64Array[], gradient: Float64Array): Float64Array {
  return Float64Array.from(inverse, (row) => -dot(row, gradient));
}

function identity(size: number): readonly Float64Array[] {
  return Array.from({ length: size }, (_, i) => {
    const row = new Float64Array(size);
    row[i] = 1;
    return row;
  });
}

const finite = (value: number): number => (Number.isFinite(value) ? value : Number.POSITIVE_INFINITY);
function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function minus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, index) => value - (b[index] ?? 0));
}
