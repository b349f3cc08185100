import { reachOf } from "../special/normal.ts";
import { CONFIDENCE, type Interval } from "./proportions.ts";

/** How many answered so; whole numbers. */
export type NetPromoters = {
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
};

/**
 * Share of promoters less share of detractors, from -1 to 1, with an interval. The score is the difference of the two discordant cells of a matched
 * pair, so the interval is the one that adds half a person to each of the four cells (A. Agresti, Y. Min: Simple improved confidence
 * intervals for comparing matched proportions, Statistics in Medicine 24, 2005). Of nobody 0, and everything from -1 to 1.
 */
export function netPromoterScore(
  { promoters, passives, detractors }: NetPromoters,
  confidence = CONFIDENCE,
): Interval & { readonly score: number } {
  const people = promoters + passives + detractors;
  if (people === 0) return { score: 0, low: -1, high: 1 };
  const all = people + 2;
  const middle = (promoters - detractors) / all;
  const reach = (reachOf(confidence) * Math.sqrt(promoters + detractors + 1 - all * middle * middle)) / all;
  return {
    score: (promoters - detractors) / people,
    low: Math.max(-1, middle - reach),
    high: Math.min(1, middle + reach),
  };
}
