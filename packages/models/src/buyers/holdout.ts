import { assert } from "@habitus/kernel";
import { correlationOf } from "../special/correlation.ts";

/** How far predictions of single people were off in a time the model had not seen. */
export type HoldoutErrors = {
  readonly people: number;
  readonly actual: number;
  readonly predicted: number;
  /** (predicted - actual) / actual of the sums. */
  readonly bias: number;
  /** Mean absolute error. */
  readonly mae: number;
  /** Root of the mean squared error. */
  readonly rmse: number;
  /** Mean squared difference of log(1 + orders). */
  readonly msle: number;
  /** Pearson's correlation. */
  readonly correlation: number;
};

export function holdoutErrors(actual: Float64Array, predicted: Float64Array): HoldoutErrors {
  assert(actual.length === predicted.length && actual.length > 0, "both lists are alike long and not empty");
  const people = actual.length;
  const sums = { actual: 0, predicted: 0, absolute: 0, squared: 0, logs: 0 };
  for (let i = 0; i < people; i++) {
    const real = actual[i] ?? 0;
    const told = predicted[i] ?? 0;
    sums.actual += real;
    sums.predicted += told;
    sums.absolute += Math.abs(told - real);
    sums.squared += (told - real) ** 2;
    sums.logs += (Math.log1p(told) - Math.log1p(real)) ** 2;
  }
  return {
    people,
    actual: sums.actual,
    predicted: sums.predicted,
    bias: sums.predicted / sums.actual - 1,
    mae: sums.absolute / people,
    rmse: Math.sqrt(sums.squared / people),
    msle: sums.logs / people,
    correlation: correlationOf(actual, predicted),
  };
}

/** Actual and predicted means of people with 0, 1, … repeats, the last group holding all above. For a calibration plot. */
export function calibrationByRepeats(
  repeats: Float64Array,
  actual: Float64Array,
  predicted: Float64Array,
  groups: number,
): readonly { readonly people: number; readonly actual: number; readonly predicted: number }[] {
  const sums = Array.from({ length: groups }, () => ({ people: 0, actual: 0, predicted: 0 }));
  for (let i = 0; i < repeats.length; i++) {
    const group = sums[Math.min(repeats[i] ?? 0, groups - 1)];
    if (group === undefined) continue;
    group.people += 1;
    group.actual += actual[i] ?? 0;
    group.predicted += predicted[i] ?? 0;
  }
  return sums.map(({ people, ...sum }) => ({
    people,
    actual: people === 0 ? 0 : sum.actual / people,
    predicted: people === 0 ? 0 : sum.predicted / people,
  }));
}

export type Tenth = { readonly people: number; readonly actual: number; readonly predicted: number };

/**
 * Actual and predicted means of ten groups of as many people each, from those with the least predicted to those with the most. People of the same
 * prediction stay in the order they are given in. Fewer than ten people make as many groups.
 */
export function calibrationByTenths(actual: Float64Array, predicted: Float64Array): readonly Tenth[] {
  assert(actual.length === predicted.length, "both lists are alike long");
  const people = actual.length;
  const groups = Math.min(TENTHS, people);
  const order = Uint32Array.from(actual.keys()).sort((a, b) => (predicted[a] ?? 0) - (predicted[b] ?? 0));
  return Array.from({ length: groups }, (_, group) => {
    const own = order.subarray((group * people) / groups, ((group + 1) * people) / groups);
    const mean = (of: Float64Array): number => own.reduce((sum, i) => sum + (of[i] ?? 0), 0) / own.length;
    return { people: own.length, actual: mean(actual), predicted: mean(predicted) };
  });
}

const TENTHS = 10;
