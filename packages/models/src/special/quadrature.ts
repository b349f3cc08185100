/** Nodes in (0, 1) and weights of an integral over it. */
export type Quadrature = { readonly nodes: Float64Array; readonly weights: Float64Array };

/**
 * Gauss-Legendre quadrature over (0, 1): exact for polynomials up to degree 2 n - 1. Roots of the Legendre polynomial by Newton's method
 * (Abramowitz & Stegun 25.4.29 moved to the unit interval).
 */
export function gaussLegendre(n: number): Quadrature {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let { value, slope } = legendre(n, x);
    for (let step = 0; step < 100 && Math.abs(value / slope) > 1e-16; step++) {
      x -= value / slope;
      ({ value, slope } = legendre(n, x));
    }
    nodes[i] = (1 - x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

function legendre(n: number, x: number): { readonly value: number; readonly slope: number } {
  let before = 1;
  let value = x;
  for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
  return { value, slope: (n * (x * value - before)) / (x * x - 1) };
}
