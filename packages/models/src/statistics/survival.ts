import { reachOf } from "../special/normal.ts";
import { CONFIDENCE, type Interval } from "./proportions.ts";

/** How long one was followed, in any unit of the caller's, and whether it ended then; else it was still so when last seen. */
export type Spell = {
  readonly duration: number;
  readonly ended: boolean;
  /** How many went like that; one unless given. */
  readonly count?: number;
};

export type SurvivalStep = Interval & {
  readonly time: number;
  /** Still followed right before. */
  readonly atRisk: number;
  readonly ended: number;
  /** Share for whom it goes on beyond. */
  readonly survival: number;
  readonly standardError: number;
};

export type Survival = {
  /** At each time at which something ended, ascending; before the first the share is 1. */
  readonly steps: readonly SurvivalStep[];
  /** The first time by which half or more have ended; null while more than half go on. */
  readonly median: number | null;
};

/**
 * Product-limit estimate (E. L. Kaplan, P. Meier, JASA 53, 1958) with Greenwood's variance (1926) and the interval on the log(-log) scale, which
 * stays within 0 and 1 (J. D. Kalbfleisch, R. L. Prentice, 1980). Who is last seen at a time at which others end is at risk then.
 */
export function survivalOf(spells: readonly Spell[], confidence = CONFIDENCE): Survival {
  const ordered = spells.toSorted((a, b) => a.duration - b.duration);
  const z = reachOf(confidence);
  const steps: SurvivalStep[] = [];
  let survival = 1;
  let greenwood = 0;
  let left = ordered.reduce((sum, { count = 1 }) => sum + count, 0);
  for (let place = 0; place < ordered.length; ) {
    const time = ordered[place]?.duration ?? 0;
    const atRisk = left;
    let ended = 0;
    for (let spell = ordered[place]; spell?.duration === time; spell = ordered[++place]) {
      left -= spell.count ?? 1;
      if (spell.ended) ended += spell.count ?? 1;
    }
    if (ended === 0) continue;
    survival *= 1 - ended / atRisk;
    greenwood += ended / (atRisk * (atRisk - ended));
    const standardError = survival === 0 ? 0 : survival * Math.sqrt(greenwood);
    steps.push({ time, atRisk, ended, survival, standardError, ...around(survival, greenwood, z) });
  }
  return { steps, median: steps.find((step) => step.survival <= 0.5)?.time ?? null };
}

/** Share for whom it goes on beyond `time`, which must lie where somebody is still followed to mean anything. */
export function survivalAt(
  { steps }: Survival,
  time: number,
): Pick<SurvivalStep, "survival" | "low" | "high"> {
  return steps.findLast((step) => step.time <= time) ?? { survival: 1, low: 1, high: 1 };
}

function around(survival: number, greenwood: number, z: number): Interval {
  if (survival === 0) return { low: 0, high: 0 };
  const log = Math.log(survival);
  const reach = (z * Math.sqrt(greenwood)) / log;
  return { low: survival ** Math.exp(-reach), high: survival ** Math.exp(reach) };
}
