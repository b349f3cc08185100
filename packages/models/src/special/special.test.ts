import { expect, test } from "vitest";
import { logBeta, logGamma, logSum } from "./gamma.ts";
import { hypergeometric2F1 } from "./hypergeometric.ts";
import { gaussLegendre } from "./quadrature.ts";

test("log gamma of whole and half numbers", () => {
  expect(logGamma(1)).toBeCloseTo(0, 14);
  expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 14);
  expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 12);
  expect(logGamma(1e-8)).toBeCloseTo(-Math.log(1e-8), 7);
  expect(logGamma(0)).toBeNaN();
});

test("log beta is symmetric and B(2, 3) is 1/12", () => {
  expect(logBeta(2, 3)).toBeCloseTo(-Math.log(12), 13);
  expect(logBeta(0.3, 4.1)).toBeCloseTo(logBeta(4.1, 0.3), 13);
});

test("sums of logarithms survive what exp does not", () => {
  expect(logSum(-2000, -2000)).toBeCloseTo(-2000 + Math.log(2), 12);
  expect(logSum(Number.NEGATIVE_INFINITY, -3)).toBe(-3);
});

// SciPy 1.10 scipy.special.hyp2f1.
test.each([
  [2.159, 1.606, 3.159, 0.7, 3.417_955_071_913_759],
  [51.159, 1.606, 52.159, 0.95, 82.807_824_647_715_86],
  [5.2, 2.4, 4.1, 0.9, 1902.623_978_694_257],
])("2F1(%d, %d; %d; %d)", (a, b, c, z, expected) => {
  expect(hypergeometric2F1(a, b, c, z) / expected).toBeCloseTo(1, 12);
});

test("2F1(1, 1; 2; z) is -log(1 - z) / z", () => {
  expect(hypergeometric2F1(1, 1, 2, 0.99)).toBeCloseTo(-Math.log(0.01) / 0.99, 11);
});

test("quadrature of 20 nodes is exact for polynomials up to degree 39", () => {
  const { nodes, weights } = gaussLegendre(20);
  const integral = (power: number): number =>
    nodes.reduce((sum, x, i) => sum + (weights[i] ?? 0) * x ** power, 0);
  for (const power of [0, 1, 7, 39]) expect(integral(power)).toBeCloseTo(1 / (power + 1), 14);
});
