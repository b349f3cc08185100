import { logBeta } from "../special/gamma.ts";
import { minimise } from "../optimise/minimise.ts";

/**
 * Shifted beta-geometric model of contracts (Fader, Hardie: How to project customer retention, Journal of Interactive Marketing 21(1), 2007): at each renewal a customer leaves
 * with a probability drawn from Beta(alpha, beta).
 */
export type RetentionModel = {
  readonly alpha: number;
  readonly beta: number;
  readonly logLikelihood: number;
};

/** @param kept customers at the start and after each renewal: never rising, at least one renewal. */
export function fitRetention(kept: readonly number[]): RetentionModel {
  const objective = (logs: Float64Array): number => -logLikelihood(kept, logs.map(Math.exp));
  const { at, value } = minimise(objective, Float64Array.of(0, 0.5));
  const [alpha = 0, beta = 0] = at.map(Math.exp);
  return { alpha, beta, logLikelihood: -value };
}

/** Share of the customers of the start that is left after `renewals`. */
export function retained({ alpha, beta }: Pick<RetentionModel, "alpha" | "beta">, renewals: number): number {
  return Math.exp(logBeta(alpha, beta + renewals) - logBeta(alpha, beta));
}

function logLikelihood(kept: readonly number[], at: Float64Array): number {
  const [alpha = 0, beta = 0] = at;
  let sum = (kept.at(-1) ?? 0) * (logBeta(alpha, beta + kept.length - 1) - logBeta(alpha, beta));
  for (let n = 1; n < kept.length; n++) {
    const lost = (kept[n - 1] ?? 0) - (kept[n] ?? 0);
    sum += lost * (logBeta(alpha + 1, beta + n - 1) - logBeta(alpha, beta));
  }
  return sum;
}
