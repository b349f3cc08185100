import { expect, test } from "vitest";
import { inverseOf } from "./matrix.ts";
import { hessianOf, minimise } from "./minimise.ts";

const rosenbrock = (at: Float64Array): number => {
  const [x = 0, y = 0] = at;
  return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
};

test("finds the bottom of Rosenbrock's valley", () => {
  const found = minimise(rosenbrock, Float64Array.of(-1.2, 1));
  expect(found.converged).toBe(true);
  expect(found.at[0]).toBeCloseTo(1, 4);
  expect(found.at[1]).toBeCloseTo(1, 4);
});

test("goes round a region without a value", () => {
  const found = minimise((at) => (at[0] ?? 0) - Math.log(at[0] ?? 0), Float64Array.of(5));
  expect(found.at[0]).toBeCloseTo(1, 5);
});

test("second derivatives and their inverse", () => {
  const bowl = (at: Float64Array): number => {
    const [x = 0, y = 0] = at;
    return 2 * x * x + x * y + 3 * y * y;
  };
  const hessian = hessianOf(bowl, Float64Array.of(1, 2));
  expect(hessian[0]?.[0]).toBeCloseTo(4, 4);
  expect(hessian[0]?.[1]).toBeCloseTo(1, 4);
  const inverse = inverseOf(hessian);
  expect(inverse?.[0]?.[0]).toBeCloseTo(6 / 23, 4);
  expect(inverse?.[1]?.[0]).toBeCloseTo(-1 / 23, 4);
  expect(inverseOf([Float64Array.of(-1)])).toBeNull();
});
