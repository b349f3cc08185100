/** How a series is smoothed: the points of a window weigh less the farther off they are, and a constant (0) or a line (1) is laid through them. */
export type Smoothing = {
  /** Points of a window; odd. May be more than there are. */
  readonly window: number;
  readonly degree: 0 | 1;
  /** Only every so many points are fitted, those between lie on a line. */
  readonly jump: number;
};

/** Values one apart, and what each weighs; null for one each. */
export type Weighed = { readonly values: Float64Array; readonly weights: Float64Array | null };

/** Nearer than this share of the window a point weighs in full, farther than the other not at all. */
const [NEAR, FAR] = [0.001, 0.999];

/**
 * The value at `at` of what is fitted to the points from `first` up to and including `last`; null where none of them weighs anything.
 * The procedure `est` of Cleveland et al. 1990.
 */
export function fittedAt(
  { values, weights }: Weighed,
  { window, degree }: Smoothing,
  at: number,
  { first, last }: { readonly first: number; readonly last: number },
): number | null {
  const beyond = Math.max(0, Math.trunc((window - values.length) / 2));
  const reach = Math.max(at - first, last - at) + beyond;
  const own = new Float64Array(last - first + 1);
  let total = 0;
  for (let place = first; place <= last; place++) {
    const distance = Math.abs(place - at);
    if (distance > FAR * reach) continue;
    const near = distance <= NEAR * reach ? 1 : (1 - (distance / reach) ** 3) ** 3;
    own[place - first] = near * (weights?.[place] ?? 1);
    total += own[place - first] ?? 0;
  }
  if (total <= 0) return null;
  for (let index = 0; index < own.length; index++) own[index] = (own[index] ?? 0) / total;
  if (reach > 0 && degree === 1) tilt(own, { first, at, range: values.length - 1 });
  return own.reduce((sum, weight, index) => sum + weight * (values[first + index] ?? 0), 0);
}

/** Makes the weights of a mean those of a line's value. */
function tilt(own: Float64Array, line: { first: number; at: number; range: number }): void {
  const middle = own.reduce((sum, weight, index) => sum + weight * (line.first + index), 0);
  const spread = own.reduce((sum, weight, index) => sum + weight * (line.first + index - middle) ** 2, 0);
  if (Math.sqrt(spread) <= NEAR * line.range) return;
  const slope = (line.at - middle) / spread;
  for (let index = 0; index < own.length; index++) {
    own[index] = (own[index] ?? 0) * (slope * (line.first + index - middle) + 1);
  }
}

/** The smoothed series, as long as the values (the procedure `ess`). */
export function smoothed(series: Weighed, smoothing: Smoothing): Float64Array {
  const { values } = series;
  const { length } = values;
  if (length < 2) return values.slice();
  const jump = Math.min(smoothing.jump, length - 1);
  const fitted = new Float64Array(length);
  const fit = (place: number): void => {
    const around = windowAround(place, smoothing.window, length);
    fitted[place] = fittedAt(series, smoothing, place, around) ?? values[place] ?? 0;
  };
  for (let place = 0; place < length; place += jump) fit(place);
  const lastFitted = Math.floor((length - 1) / jump) * jump;
  for (let place = 0; place < lastFitted; place += jump) join(fitted, place, place + jump);
  if (lastFitted < length - 1) {
    fit(length - 1);
    join(fitted, lastFitted, length - 1);
  }
  return fitted;
}

/** A line between two fitted points. */
function join(fitted: Float64Array, from: number, to: number): void {
  const step = ((fitted[to] ?? 0) - (fitted[from] ?? 0)) / (to - from);
  for (let place = from + 1; place < to; place++) fitted[place] = (fitted[from] ?? 0) + step * (place - from);
}

function windowAround(place: number, window: number, length: number): { first: number; last: number } {
  if (window >= length) return { first: 0, last: length - 1 };
  const first = Math.min(Math.max(0, place - (window - 1) / 2), length - window);
  return { first, last: first + window - 1 };
}
