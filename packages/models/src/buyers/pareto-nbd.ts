import { logGamma, logSum } from "../special/gamma.ts";
import { gaussLegendre } from "../special/quadrature.ts";
import { remember } from "../special/remember.ts";
import type { BuyerModel, Parameters } from "./buyer-model.ts";

/**
 * Pareto/NBD (Schmittlein, Morrison, Colombo, Management Science 33(1), 1987; likelihood as in Fader, Hardie: A note on deriving the
 * Pareto/NBD model, 2005). Orders come at a rate drawn from Gamma(r, alpha) until an end that comes at a rate drawn from Gamma(s, beta).
 */
export const paretoNbd: BuyerModel = {
  name: "paretonbd",
  parameters: ["r", "alpha", "s", "beta"],
  starts: [
    [1, 10, 1, 10],
    [0.5, 5, 0.3, 5],
    [2, 30, 1.5, 60],
  ],
  likelihood,
  constant: () => 0,
  alive,
  expected(of, repeats, last, observed, time) {
    const [r, alpha, s, beta] = named(of);
    return (
      alive(of, repeats, last, observed) * ahead(r + repeats, alpha + observed, s, beta + observed, time)
    );
  },
  expectedOfNew(of, time) {
    const [r, alpha, s, beta] = named(of);
    return ahead(r, alpha, s, beta, time);
  },
  rate(of, repeats, last, observed) {
    const [r, alpha, s, beta] = named(of);
    // A rate weighs what it explains: the same sums with one order more.
    const more = Float64Array.of(r + 1, alpha, s, beta);
    const sum = (at: Parameters): number =>
      logSum(logAlive(at, repeats, observed), logEnded(at, repeats, last, observed));
    return (r + repeats) * Math.exp(sum(more) - sum(of));
  },
  ordersWithin(of, repeats, last, observed, time) {
    const [r, alpha, s, beta] = named(of);
    const later = Float64Array.of(r + repeats, alpha + observed, s, beta + observed);
    return alive(of, repeats, last, observed) * -Math.expm1(likelihood(later)(0, 0, time));
  },
};

function named(of: Parameters): readonly [number, number, number, number] {
  const [r = 0, alpha = 0, s = 0, beta = 0] = of;
  return [r, alpha, s, beta];
}

function likelihood(of: Parameters): (repeats: number, last: number, observed: number) => number {
  const [r, alpha, s, beta] = named(of);
  const shared = remember(
    (repeats) => logGamma(r + repeats) - logGamma(r) + r * Math.log(alpha) + s * Math.log(beta),
  );
  return (repeats, last, observed) =>
    shared(repeats) + logSum(logAlive(of, repeats, observed), logEnded(of, repeats, last, observed));
}

function alive(of: Parameters, repeats: number, last: number, observed: number): number {
  return 1 / (1 + Math.exp(logEnded(of, repeats, last, observed) - logAlive(of, repeats, observed)));
}

function logAlive(of: Parameters, repeats: number, observed: number): number {
  const [r, alpha, s, beta] = named(of);
  return -(r + repeats) * Math.log(alpha + observed) - s * Math.log(beta + observed);
}

const PANEL = gaussLegendre(12);
/** A panel is so short that the integrand falls by about so many powers of e within it, and no longer than one unit of the logarithm. */
const FALL_PER_PANEL = 2.5;
/** What lies so many powers of e below the beginning adds nothing. */
const NEGLIGIBLE_FALL = 45;

/**
 * log of the integral of s (alpha + y)^-(r + x) (beta + y)^-(s + 1) for an end at y between the last order and now. The papers write it as a difference of two hypergeometric
 * functions, which cancel and converge slowly where alpha and beta are far apart; the integrand is smooth in log(beta + y), so quadrature is as exact and always fast.
 */
function logEnded(of: Parameters, repeats: number, last: number, observed: number): number {
  const [r, alpha, s, beta] = named(of);
  const orders = r + repeats;
  const from = beta + last;
  const length = Math.log((beta + observed) / from);
  if (!(length > 0)) return Number.NEGATIVE_INFINITY;
  // alpha + y: as a difference of beta + y and beta nothing would be left of an alpha far below beta.
  const watched = (u: number): number => alpha + last + from * Math.expm1(u);
  const log = (u: number): number => -orders * Math.log(watched(u)) - s * u;
  const start = log(0);
  let sum = 0;
  for (let u = 0; u < length; ) {
    const reached = from * Math.exp(u);
    const width = Math.min(length - u, 1, FALL_PER_PANEL / (s + (orders * reached) / watched(u)));
    for (let n = 0; n < PANEL.nodes.length; n++) {
      sum += width * (PANEL.weights[n] ?? 0) * Math.exp(log(u + width * (PANEL.nodes[n] ?? 0)) - start);
    }
    u += width;
    if (start - log(u) > NEGLIGIBLE_FALL) break;
  }
  return Math.log(s) - s * Math.log(from) + start + Math.log(sum);
}

/** Expected orders of a living buyer with these posteriors; the limit where s is 1. */
function ahead(r: number, alpha: number, s: number, beta: number, time: number): number {
  const growth = Math.log1p(time / beta);
  const power = s - 1;
  const lived = Math.abs(power) < 1e-9 ? growth : -Math.expm1(-power * growth) / power;
  return ((r * beta) / alpha) * lived;
}
