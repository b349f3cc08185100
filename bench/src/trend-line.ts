export type Sample = { readonly at: number; readonly value: number };

/** How much the value changes for each unit of `at`, and half the width of its interval of 95 %. */
type Slope = { readonly value: number; readonly margin: number };

/** Neighbours in time are alike, so a line is laid through the means of so many stretches, which are nearly apart. */
const STRETCHES = 10;
/** Student's t for 97.5 % and STRETCHES - 2 degrees of freedom. */
const T = 2.306;

export function slopeOf(samples: readonly Sample[]): Slope {
  const size = Math.floor(samples.length / STRETCHES);
  if (size === 0) return { value: Number.NaN, margin: Number.NaN };
  const points = Array.from({ length: STRETCHES }, (_, place) => {
    const stretch = samples.slice(place * size, (place + 1) * size);
    return { at: mean(stretch.map(({ at }) => at)), value: mean(stretch.map(({ value }) => value)) };
  });
  const middle = { at: mean(points.map(({ at }) => at)), value: mean(points.map(({ value }) => value)) };
  const width = sum(points.map(({ at }) => (at - middle.at) ** 2));
  const value = sum(points.map((each) => (each.at - middle.at) * (each.value - middle.value))) / width;
  const left = points.map((each) => each.value - middle.value - value * (each.at - middle.at));
  const error = Math.sqrt(sum(left.map((each) => each ** 2)) / (STRETCHES - 2) / width);
  return { value, margin: T * error };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
