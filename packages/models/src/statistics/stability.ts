import { assert } from "@habitus/kernel";

export type Stability = {
  /** 0 where the two are spread alike. By use, above 0.1 something moved, above 0.25 much did (N. Siddiqi: Credit Risk Scorecards, 2006). */
  readonly index: number;
  /** What chance alone would give on average, (bins - 1)(1/n + 1/m) (B. Yurdakul: Statistical properties of population stability index, 2018). */
  readonly byChance: number;
};

/**
 * Population stability index of counts in the same bins before and after: the sum of (q - p) ln(q / p) over the shares, which is Kullback and
 * Leibler's divergence both ways added up. Where a bin is empty on one side, half a person is added to every bin of both; bins empty on both sides
 * are passed over. 0 where either side has nobody.
 */
export function stabilityIndex(before: readonly number[], after: readonly number[]): Stability {
  assert(before.length === after.length, "both have the same bins");
  const bins = before
    .map((count, bin) => ({ before: count, after: after[bin] ?? 0 }))
    .filter((bin) => bin.before > 0 || bin.after > 0);
  const n = sum(bins.map((bin) => bin.before));
  const m = sum(bins.map((bin) => bin.after));
  if (n === 0 || m === 0) return { index: 0, byChance: 0 };
  const added = bins.some((bin) => bin.before === 0 || bin.after === 0) ? 0.5 : 0;
  const parts = bins.map((bin) => {
    const p = (bin.before + added) / (n + added * bins.length);
    const q = (bin.after + added) / (m + added * bins.length);
    return (q - p) * Math.log(q / p);
  });
  return { index: sum(parts), byChance: (bins.length - 1) * (1 / n + 1 / m) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
