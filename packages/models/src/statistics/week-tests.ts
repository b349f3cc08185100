import { studentQuantile, studentTail } from "../special/student.ts";
import type { Figure } from "./daily-scale.ts";
import { CONFIDENCE, type Interval } from "./proportions.ts";

export const WEEK = 7;

/** How far apart two levels are, per day. */
export type Difference = Interval & {
  readonly before: number;
  readonly after: number;
  /** Two-sided: how often chance alone would set them as far apart. */
  readonly p: number;
};

type Estimate = { readonly value: number; readonly error: number; readonly freedom: number };

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Those that there are. */
export const known = (values: readonly Figure[]): readonly number[] =>
  values.filter((value): value is number => value !== null);

/**
 * Means of whole weeks, reckoned from the first day, or from the last with `fromEnd`; what is left over is in none. A day without a figure is in no
 * mean, and a week of such days has none.
 */
export function weekMeans(values: readonly Figure[], fromEnd = false): readonly Figure[] {
  const weeks = Math.floor(values.length / WEEK);
  const first = fromEnd ? values.length - weeks * WEEK : 0;
  return Array.from({ length: weeks }, (_, week) => {
    const days = known(values.slice(first + week * WEEK, first + (week + 1) * WEEK));
    return days.length === 0 ? null : meanOf(days);
  });
}

/**
 * Whether the means of weeks follow a line that rises or falls (least squares, Student's t). Weeks are the units, for days of the week differ and days are
 * like their neighbours. What is told is the mean of the first third of the weeks and of the last, and how far the line rises between their middles.
 */
export function lineThrough(values: readonly Figure[]): Difference {
  const all = weekMeans(values);
  const weeks = all.flatMap((value, week) => (value === null ? [] : [{ value, week }]));
  const middle = meanOf(weeks.map(({ week }) => week));
  const mean = meanOf(known(all));
  const squares = weeks.reduce((sum, { week }) => sum + (week - middle) ** 2, 0);
  const slope = weeks.reduce((sum, { value, week }) => sum + (week - middle) * (value - mean), 0) / squares;
  const left = weeks.reduce((sum, { value, week }) => sum + (value - mean - slope * (week - middle)) ** 2, 0);
  const third = thirdOf(all.length);
  const [first, last] = [known(all.slice(0, third)), known(all.slice(-third))];
  const isEmpty = first.length === 0 || last.length === 0;
  const freedom = isEmpty ? 0 : weeks.length - 2;
  const reach = all.length - third;
  const error = reach * Math.sqrt(left / Math.max(1, freedom) / squares);
  return { before: meanOf(first), after: meanOf(last), ...judged({ value: slope * reach, error, freedom }) };
}

export const thirdOf = (weeks: number): number => Math.max(1, Math.floor(weeks / 3));

/**
 * Whether the level changes at each of some days (Student's t of the means of the whole weeks on both sides, their spread pooled within all levels).
 * @param tried days at which a change could have been found: p is that of the best of so many (Bonferroni).
 */
export function stepsAt(
  values: readonly Figure[],
  breaks: readonly number[],
  tried: number,
): readonly Difference[] {
  const edges = [0, ...breaks, values.length];
  const levels = edges
    .slice(1)
    .map((to, place) => ({ place, days: values.slice(edges[place], to) }))
    .map(({ place, days }) => ({
      ahead: known(weekMeans(days, true)),
      behind: known(weekMeans(days)),
      place,
    }));
  const groups = levels.map(({ ahead, behind, place }) => (place === 0 ? ahead : behind));
  const freedom = groups.reduce((sum, means) => sum + Math.max(0, means.length - 1), 0);
  const left = groups.reduce((sum, means) => sum + squaresOf(means), 0);
  return levels.slice(1).map(({ behind }, place) => {
    const ahead = levels[place]?.ahead ?? [];
    const [before, after] = [meanOf(ahead), meanOf(behind)];
    const variance = (left / Math.max(1, freedom)) * (1 / ahead.length + 1 / behind.length);
    // Of a level without anybody on any day of its weeks nothing is told.
    const isEmpty = ahead.length === 0 || behind.length === 0;
    const told = judged({
      value: after - before,
      error: Math.sqrt(variance),
      freedom: isEmpty ? 0 : freedom,
    });
    return { before, after, ...told, p: Math.min(1, told.p * tried) };
  });
}

/** Of the differences from their mean, or from another value. */
export function squaresOf(values: readonly number[], middle = meanOf(values)): number {
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
}

/** With too little freedom nothing is told of. */
function judged({ value, error, freedom }: Estimate): Interval & { readonly p: number } {
  if (freedom < 2) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, p: 1 };
  const reach = studentQuantile((1 - CONFIDENCE) / 2, freedom) * error;
  const t = value === 0 ? 0 : Math.abs(value) / error;
  return { low: value - reach, high: value + reach, p: Math.min(1, 2 * studentTail(t, freedom)) };
}
