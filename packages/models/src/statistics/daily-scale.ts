/** Counts of days, or of days out of totals, oldest first. */
export type DailyCounts = {
  readonly counts: readonly number[];
  /** What each count is a part of; null where counts stand by themselves. */
  readonly of: readonly number[] | null;
};

/** A scale on which chance moves small values as far as large ones, so that one spread holds for a whole series. */
export type SteadyScale = {
  readonly values: readonly number[];
  /** Chance moves a value of single events so far. */
  readonly leastSpread: number;
  /** So far it moves the value of a day: the share of few people farther than that of many. */
  readonly spreadAt: (day: number) => number;
  /** From the scale to a count or a share. */
  readonly back: (value: number) => number;
};

/** Of a day; null where there is none. */
export type Figure = number | null;

/** Counts, or shares of the totals; a day without a total has no share. */
export const figuresOf = ({ counts, of }: DailyCounts): readonly Figure[] =>
  of === null ? counts : counts.map((count, day) => ((of[day] ?? 0) === 0 ? null : count / (of[day] ?? 1)));

/**
 * 2 √(x + 3/8) of a count, asin √((x + 3/8) / (n + 3/4)) of a share (F. J. Anscombe: The transformation of Poisson, binomial and negative-binomial
 * data, Biometrika 35, 1948).
 */
export function steadyScaleOf({ counts, of }: DailyCounts): SteadyScale {
  if (of === null) {
    return {
      values: counts.map((count) => 2 * Math.sqrt(count + 3 / 8)),
      leastSpread: 1,
      spreadAt: () => 1,
      back: (value) => Math.max(0, (Math.max(0, value) / 2) ** 2 - 3 / 8),
    };
  }
  const all = sumOf(of);
  const ofAll = steadyShare(sumOf(counts), all);
  const within = (value: number): number => Math.min(Math.max(0, value), Math.PI / 2);
  return {
    // A day without a total has no share: half of nothing, as the constants alone would have it, is another level.
    values: counts.map((count, day) => ((of[day] ?? 0) === 0 ? ofAll : steadyShare(count, of[day] ?? 0))),
    leastSpread: spreadOf(all / Math.max(1, of.length)),
    spreadAt: (day) => spreadOf(of[day] ?? 0),
    back: (value) => Math.sin(within(value)) ** 2,
  };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const steadyShare = (count: number, total: number): number =>
  Math.asin(Math.sqrt((count + 3 / 8) / (total + 3 / 4)));

const spreadOf = (total: number): number => 1 / (2 * Math.sqrt(total + 1 / 2));
