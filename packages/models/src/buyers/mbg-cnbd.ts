import { logBeta, logGamma, logSum } from "../special/gamma.ts";
import { remember } from "../special/remember.ts";
import type { BuyerModel, Parameters } from "./buyer-model.ts";

/**
 * MBG/CNBD-k (Reutterer, Platzer, Schröder: Leveraging purchase regularity for predicting customer behavior the easy way, IJRM 38(1), 2021;
 * with k = 1 the MBG/NBD of Batislam, Denizel, Filiztekin 2007). Gaps between orders are Erlang-k with a rate drawn from Gamma(r, alpha), so a larger k
 * means steadier buyers; after each order, the first included, the buyer stops with a probability drawn from Beta(a, b).
 *
 * The expectation for k > 1 is computed exactly, over the hidden stage of the running gap, where the paper approximates.
 * @param k whole, at least 1.
 */
export function mbgCnbd(k: number): BuyerModel {
  return {
    name: k === 1 ? "mbgnbd" : "mbgcnbdk",
    parameters: ["r", "alpha", "a", "b"],
    starts: [
      [1, 10 / k, 1, 2],
      [0.5, 3 / k, 0.5, 1],
      [2, 20, 0.3, 0.8],
    ],
    likelihood: (of) => {
      const ways = waysOf(k, of);
      const alive = aliveOf(k, named(of)[1], ways);
      return (repeats, last, observed) => logSum(ways.stopped(repeats, last), alive(repeats, last, observed));
    },
    constant: (repeats, logGaps) =>
      k === 1 ? 0 : (k - 1) * logGaps - repeats.reduce((sum, each) => sum + each, 0) * logGamma(k),
    alive: (of, repeats, last, observed) => notStopped(k, of, repeats, last, observed),
    expected: (of, repeats, last, observed, time) => {
      const [r, alpha, a, b] = named(of);
      const later = { a, b: b + repeats + 1, scale: alpha + observed, time };
      const stages = stagesOf(k, of, repeats, last, observed);
      const chance = notStopped(k, of, repeats, last, observed);
      return chance * overStages(stages, (stage) => ahead(k, stage, r + k * repeats + stage, later));
    },
    expectedOfNew: (of, time) => {
      const [r, alpha, a, b] = named(of);
      return (b / (a + b)) * ahead(k, 0, r, { a, b: b + 1, scale: alpha, time });
    },
    rate: (of, repeats, last, observed) => {
      const [r, alpha] = named(of);
      const ticks = r + k * repeats;
      const stages = stagesOf(k, of, repeats, last, observed);
      const going = overStages(stages, (stage) => (ticks + stage) / (alpha + observed));
      const alive = notStopped(k, of, repeats, last, observed);
      return (alive * going + ((1 - alive) * ticks) / (alpha + last)) / k;
    },
    ordersWithin: (of, repeats, last, observed, time) => {
      const [r, alpha] = named(of);
      const stages = stagesOf(k, of, repeats, last, observed);
      const once = overStages(stages, (stage) =>
        atLeast(k - stage, r + k * repeats + stage, alpha + observed, time),
      );
      return notStopped(k, of, repeats, last, observed) * once;
    },
  };
}

function named(of: Parameters): readonly [number, number, number, number] {
  const [r = 0, alpha = 0, a = 0, b = 0] = of;
  return [r, alpha, a, b];
}

/** Logarithms of the two ways a buyer can have come to these figures. */
type Ways = {
  readonly stopped: (repeats: number, last: number) => number;
  /** The living way with the running gap in a stage. @param logTimes of the silence and of the scale at the end. */
  readonly aliveIn: (stage: number, repeats: number, logTimes: LogTimes) => number;
};
type LogTimes = { readonly silence: number; readonly scale: number };

function waysOf(k: number, of: Parameters): Ways {
  const [r, alpha, a, b] = named(of);
  const parts = remember((repeats) => {
    const ticks = r + k * repeats;
    const shared = -logGamma(r) + r * Math.log(alpha) - logBeta(a, b);
    return {
      ticks,
      stopped: shared + logBeta(a + 1, b + repeats) + logGamma(ticks),
      going: shared + logBeta(a, b + repeats + 1),
      stages: Float64Array.from({ length: k }, (_, stage) => logGamma(ticks + stage) - logGamma(stage + 1)),
    };
  });
  return {
    stopped: (repeats, last) => {
      const { ticks, stopped } = parts(repeats);
      return stopped - ticks * Math.log(alpha + last);
    },
    aliveIn: (stage, repeats, { silence, scale }) => {
      const { ticks, going, stages } = parts(repeats);
      const waited = stage === 0 ? 0 : stage * silence;
      return going + (stages[stage] ?? 0) + waited - (ticks + stage) * scale;
    },
  };
}

function logTimesOf(alpha: number, last: number, observed: number): LogTimes {
  return { silence: Math.log(observed - last), scale: Math.log(alpha + observed) };
}

function aliveOf(
  k: number,
  alpha: number,
  { aliveIn }: Ways,
): (repeats: number, last: number, observed: number) => number {
  return (repeats, last, observed) => {
    const logTimes = logTimesOf(alpha, last, observed);
    let alive = aliveIn(0, repeats, logTimes);
    for (let stage = 1; stage < k; stage++) alive = logSum(alive, aliveIn(stage, repeats, logTimes));
    return alive;
  };
}

/** Logarithms of the living way by the stage the running gap is in. */
function stagesOf(k: number, of: Parameters, repeats: number, last: number, observed: number): Float64Array {
  const logTimes = logTimesOf(named(of)[1], last, observed);
  const { aliveIn } = waysOf(k, of);
  return Float64Array.from({ length: k }, (_, stage) => aliveIn(stage, repeats, logTimes));
}

function notStopped(k: number, of: Parameters, repeats: number, last: number, observed: number): number {
  const ways = waysOf(k, of);
  const alive = aliveOf(k, named(of)[1], ways)(repeats, last, observed);
  return 1 / (1 + Math.exp(ways.stopped(repeats, last) - alive));
}

/** The mean over the stages, weighed by their probability. */
function overStages(stages: Float64Array, value: (stage: number) => number): number {
  const high = Math.max(...stages);
  let weights = 0;
  let sum = 0;
  for (const [stage, log] of stages.entries()) {
    const weight = Math.exp(log - high);
    if (weight === 0) continue;
    weights += weight;
    sum += weight * value(stage);
  }
  return sum / weights;
}

/** Beta(a, b) of stopping after the next order, and the scale of the rate's Gamma. */
type Later = { readonly a: number; readonly b: number; readonly scale: number; readonly time: number };

/**
 * Expected orders of a living buyer whose gap is in `stage`. Ticks are negative binomial; the n-th order from now comes about
 * when ticks suffice and none of the n - 1 before it was the last.
 */
function ahead(k: number, stage: number, shape: number, { a, b, scale, time }: Later): number {
  let orders = 0;
  let going = 1;
  let total = 0;
  return overTicks(shape, time / (scale + time), (ticks) => {
    const reached = Math.floor((ticks + stage) / k);
    for (; orders < reached; orders++) {
      total += going;
      going *= (b + orders) / (a + b + orders);
    }
    return total;
  });
}

/** Probability of at least `ticks` ticks in the next `time`. */
function atLeast(ticks: number, shape: number, scale: number, time: number): number {
  const z = time / (scale + time);
  let fewer = 0;
  for (let n = 0; n < ticks; n++) fewer += Math.exp(logTicks(shape, z, n));
  return Math.max(0, 1 - fewer);
}

/** What is left out of a mean over ticks, as a probability. */
const LEFT_OUT = 1e-13;
/** So many standard deviations below the mean nothing is left to count. */
const FAR_BELOW = 14;
const MAX_TICKS = 10_000_000;

/** The mean of a value that grows with the ticks, asked of them in ascending order. */
function overTicks(shape: number, z: number, value: (ticks: number) => number): number {
  const mean = (shape * z) / (1 - z);
  const first = Math.max(0, Math.floor(mean - FAR_BELOW * Math.sqrt(mean / (1 - z)) - 1));
  let probability = Math.exp(logTicks(shape, z, first));
  let seen = 0;
  let sum = 0;
  for (let ticks = first; ticks < MAX_TICKS; ticks++) {
    seen += probability;
    sum += probability * value(ticks);
    if (1 - seen < LEFT_OUT || (ticks > mean && probability < LEFT_OUT * 1e-4)) break;
    probability *= (z * (shape + ticks)) / (ticks + 1);
  }
  return sum;
}

/** log P(n ticks) of the negative binomial that a Gamma mixture of Poissons is. */
function logTicks(shape: number, z: number, n: number): number {
  const ways = logGamma(shape + n) - logGamma(shape) - logGamma(n + 1);
  return ways + shape * Math.log1p(-z) + (n === 0 ? 0 : n * Math.log(z));
}
