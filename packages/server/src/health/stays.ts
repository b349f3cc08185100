import { survivalAt, survivalOf } from "@habitus/models";
import type { StayRow } from "./health-queries.ts";
import type { Stays } from "./health-report.ts";

const TOLD_DAYS = [7, 30, 90] as const;

/** How long people stay, by stays in whole days; null where nobody has come by what they did. */
export function staysOf(rows: readonly StayRow[]): Stays | null {
  const spells = rows.map(({ days, ended, stays }) => {
    return { duration: Number(days), ended: Number(ended) === 1, count: Number(stays) };
  });
  if (spells.length === 0) return null;
  const sum = (of: readonly (typeof spells)[number][]): number =>
    of.reduce((all, { count }) => all + count, 0);
  const survival = survivalOf(spells);
  const longest = Math.max(...rows.map(({ days }) => Number(days)));
  const after = TOLD_DAYS.filter((days) => days <= longest).map((days) => {
    const { survival: share, low, high } = survivalAt(survival, days);
    return { days, share, low, high };
  });
  return {
    stays: sum(spells),
    ended: sum(spells.filter(({ ended }) => ended)),
    medianDays: survival.median,
    after,
  };
}
