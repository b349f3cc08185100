import { logBeta, logGamma, logSum } from "../special/gamma.ts";
import { hypergeometric2F1 } from "../special/hypergeometric.ts";
import { remember } from "../special/remember.ts";
import type { BuyerModel, Parameters } from "./buyer-model.ts";

/**
 * BG/NBD (Fader, Hardie, Lee: "Counting your customers" the easy way, Marketing Science 24(2), 2005). Orders come at a rate drawn from
 * Gamma(r, alpha); after each repeat the buyer stops with a probability drawn from Beta(a, b).
 *
 * A buyer without a repeat cannot have stopped in this model, so its P(alive) is 1 for those whom everybody takes for lost. It is not shown:
 * `alive` is null. MBG/NBD and Pareto/NBD answer that.
 */
export const bgNbd: BuyerModel = {
  name: "bgnbd",
  parameters: ["r", "alpha", "a", "b"],
  starts: [
    [1, 10, 1, 2],
    [0.3, 3, 0.5, 2],
    [2, 30, 0.2, 2],
  ],
  likelihood,
  constant: () => 0,
  alive: () => null,
  expected,
  expectedOfNew,
  rate(of, repeats, last, observed) {
    const [r, alpha] = named(of);
    const alive = notStopped(of, repeats, last, observed);
    return (r + repeats) * (alive / (alpha + observed) + (1 - alive) / (alpha + last));
  },
  ordersWithin(of, repeats, last, observed, time) {
    const [r, alpha] = named(of);
    const silent = ((alpha + observed) / (alpha + observed + time)) ** (r + repeats);
    return notStopped(of, repeats, last, observed) * (1 - silent);
  },
};

function named(of: Parameters): readonly [number, number, number, number] {
  const [r = 0, alpha = 0, a = 0, b = 0] = of;
  return [r, alpha, a, b];
}

function likelihood(of: Parameters): (repeats: number, last: number, observed: number) => number {
  const [r, alpha, a, b] = named(of);
  const shared = remember(
    (repeats) =>
      logGamma(r + repeats) - logGamma(r) + r * Math.log(alpha) + logBeta(a, b + repeats) - logBeta(a, b),
  );
  return (repeats, last, observed) => {
    const alive = -(r + repeats) * Math.log(alpha + observed);
    if (repeats === 0) return shared(0) + alive;
    const stopped = Math.log(a / (b + repeats - 1)) - (r + repeats) * Math.log(alpha + last);
    return shared(repeats) + logSum(alive, stopped);
  };
}

/** The model's P(alive); 1 without a repeat. Only for what is computed from it. */
export function notStopped(of: Parameters, repeats: number, last: number, observed: number): number {
  if (repeats === 0) return 1;
  const [r, alpha, a, b] = named(of);
  const odds = (a / (b + repeats - 1)) * ((alpha + observed) / (alpha + last)) ** (r + repeats);
  return 1 / (1 + odds);
}

function expected(of: Parameters, repeats: number, last: number, observed: number, time: number): number {
  const [r, alpha, a, b] = named(of);
  return notStopped(of, repeats, last, observed) * ahead(r + repeats, alpha + observed, a, b + repeats, time);
}

function expectedOfNew(of: Parameters, time: number): number {
  const [r, alpha, a, b] = named(of);
  return ahead(r, alpha, a, b, time);
}

/** Expected orders of a living buyer with these posteriors of rate and stopping. The closed form has a hole at a = 1, where it is 0/0. */
function ahead(r: number, alpha: number, a: number, b: number, time: number): number {
  if (Math.abs(a - 1) < 1e-6)
    return (ahead(r, alpha, a - 2e-6, b, time) + ahead(r, alpha, a + 2e-6, b, time)) / 2;
  const silent = (alpha / (alpha + time)) ** r;
  const series = hypergeometric2F1(r, b, a + b - 1, time / (alpha + time));
  return ((a + b - 1) / (a - 1)) * (1 - silent * series);
}

/** Probability of exactly `orders` orders of a buyer not yet watched in the `time` after the first order (equation 8 of the paper). */
export function bgNbdProbability(of: Parameters, orders: number, time: number): number {
  const [r, alpha, a, b] = named(of);
  const z = time / (alpha + time);
  const ordersLog = (n: number): number =>
    logGamma(r + n) - logGamma(r) - logGamma(n + 1) + r * Math.log1p(-z) + (n === 0 ? 0 : n * Math.log(z));
  const going = Math.exp(logBeta(a, b + orders) - logBeta(a, b) + ordersLog(orders));
  if (orders === 0) return going;
  let fewer = 0;
  for (let n = 0; n < orders; n++) fewer += Math.exp(ordersLog(n));
  return going + Math.exp(logBeta(a + 1, b + orders - 1) - logBeta(a, b)) * (1 - fewer);
}
