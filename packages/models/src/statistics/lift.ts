import { reachOf } from "../special/normal.ts";
import { CONFIDENCE, type Interval, type Proportion, shareOf } from "./proportions.ts";

export type Lift = Interval & {
  /** 1 where the group is like everybody; null where nobody at all is a hit. */
  readonly lift: number | null;
};

/**
 * How much likelier people of a group are to be hits than everybody, the group included. The interval is that of the ratio of the group's share to
 * the others' (D. Katz et al.: Obtaining confidence intervals for the risk ratio in cohort studies, Biometrics 34, 1978, with half a hit
 * added to each side where one has none), carried over: lift = 1 / (w + (1 - w) / ratio), w being the group's part of everybody.
 * @param everybody the group and all others.
 */
export function liftOf(group: Proportion, everybody: Proportion, confidence = CONFIDENCE): Lift {
  if (everybody.hits === 0 || group.of === 0) return { lift: null, low: 0, high: Number.POSITIVE_INFINITY };
  const lift = shareOf(group) / shareOf(everybody);
  const others = { hits: everybody.hits - group.hits, of: everybody.of - group.of };
  if (others.of === 0) return { lift, low: lift, high: lift };
  const isBare = group.hits === 0 || others.hits === 0;
  const hits = (side: Proportion): number => side.hits + (isBare ? 0.5 : 0);
  const of = (side: Proportion): number => side.of + (isBare ? 0.5 : 0);
  const ratio = hits(group) / of(group) / (hits(others) / of(others));
  const variance = 1 / hits(group) - 1 / of(group) + 1 / hits(others) - 1 / of(others);
  const reach = reachOf(confidence) * Math.sqrt(Math.max(0, variance));
  const part = group.of / everybody.of;
  const carried = (value: number): number => 1 / (part + (1 - part) / value);
  return {
    lift,
    low: Math.min(lift, carried(ratio * Math.exp(-reach))),
    high: Math.max(lift, carried(ratio * Math.exp(reach))),
  };
}

/**
 * How far two groups are the same people, from 0 to 1: those in both, of those in either (P. Jaccard, New Phytologist 11, 1912). 0 where both are
 * empty.
 */
export function jaccard(one: number, other: number, both: number): number {
  const either = one + other - both;
  return either === 0 ? 0 : both / either;
}
