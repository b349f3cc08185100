import { logBeta, logSum } from "../special/gamma.ts";

/**
 * BG/BB (Fader, Hardie, Shang: Customer-base analysis in a discrete-time noncontractual setting, Marketing Science 29(6), 2010): chances to act
 * come in periods, as yearly donations do. A living person acts with a probability drawn from Beta(alpha, beta) and stops before each period with one drawn from
 * Beta(gamma, delta). Parameters in this order.
 */
export type BgBbParameters = Float64Array;

/** `last` is the period of the last act, 0 for none; `periods` how many there were. */
export function bgBbLogLikelihood(of: BgBbParameters, acts: number, last: number, periods: number): number {
  const [alpha, beta, gamma, delta] = named(of);
  const shared = -logBeta(alpha, beta) - logBeta(gamma, delta);
  let sum = logBeta(alpha + acts, beta + periods - acts) + logBeta(gamma, delta + periods);
  for (let n = 0; n < periods - last; n++) {
    sum = logSum(sum, logBeta(alpha + acts, beta + last - acts + n) + logBeta(gamma + 1, delta + last + n));
  }
  return shared + sum;
}

/** Probability of being alive in the next period. */
export function bgBbAlive(of: BgBbParameters, acts: number, last: number, periods: number): number {
  const [alpha, beta, gamma, delta] = named(of);
  const going =
    logBeta(alpha + acts, beta + periods - acts) -
    logBeta(alpha, beta) +
    logBeta(gamma, delta + periods + 1) -
    logBeta(gamma, delta);
  return Math.exp(going - bgBbLogLikelihood(of, acts, last, periods));
}

/** Expected acts in the next `ahead` periods. */
export function bgBbExpected(
  of: BgBbParameters,
  acts: number,
  last: number,
  periods: number,
  ahead: number,
): number {
  const [alpha, beta, gamma, delta] = named(of);
  const acting = logBeta(alpha + acts + 1, beta + periods - acts) - logBeta(alpha, beta);
  let expected = 0;
  for (let n = 1; n <= ahead; n++) {
    const living = logBeta(gamma, delta + periods + n) - logBeta(gamma, delta);
    expected += Math.exp(acting + living - bgBbLogLikelihood(of, acts, last, periods));
  }
  return expected;
}

function named(of: BgBbParameters): readonly [number, number, number, number] {
  const [alpha = 0, beta = 0, gamma = 0, delta = 0] = of;
  return [alpha, beta, gamma, delta];
}
