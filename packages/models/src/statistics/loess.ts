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
 * @param own room for their weights, so that a series needs it once.
 */
export function fittedAt(
  { values, weights }: Weighed,
  { window, degree }: Smoothing,
  at: number,
  { first, last }: { readonly first: number; readonly last: number },
  own = new Float64Array(last - first + 1),
): number | null {
  const count = last - first + 1;
  const beyond = Math.max(0, Math.trunc((window - values.length) / 2));
  const reach = Math.max(at - first, last - at) + beyond;
  const [near, far] = [NEAR * reach, FAR * reach];
  let total = 0;
  for (let place = first; place <= last; place++) {
    const distance = Math.abs(place - at);
    const close = distance > far ? 0 : distance <= near ? 1 : tricube(distance / reach);
    const weight = close * (weights?.[place] ?? 1);
    own[place - first] = weight;
    total += weight;
  }
  if (total <= 0) return null;
  if (reach > 0 && degree === 1) tilt(own, { first, at, total, count, range: values.length - 1 });
  let sum = 0;
  for (let index = 0; index < count; index++) {
    sum += (own[index] ?? 0) * (values[first + index] ?? 0);
  }
  return sum / total;
}

function tricube(share: number): number {
  const left = 1 - share * share * share;
  return left * left * left;
}

/** Makes the weights of a mean those of a line's value; they go on adding up to `total`. */
function tilt(
  own: Float64Array,
  { first, at, total, count, range }: Readonly<Record<"first" | "at" | "total" | "count" | "range", number>>,
): void {
  let middle = 0;
  for (let index = 0; index < count; index++) middle += (own[index] ?? 0) * (first + index);
  middle /= total;
  let spread = 0;
  for (let index = 0; index < count; index++) {
    const off = first + index - middle;
    spread += (own[index] ?? 0) * off * off;
  }
  spread /= total;
  if (Math.sqrt(spread) <= NEAR * range) return;
  const slope = (at - middle) / spread;
  for (let index = 0; index < count; index++) {
    own[index] = (own[index] ?? 0) * (slope * (first + index - middle) + 1);
  }
}

/** The smoothed series, as long as the values (the procedure `ess`). */
export function smoothed(series: Weighed, smoothing: Smoothing): Float64Array {
  const { values } = series;
  const { length } = values;
  if (length < 2) return values.slice();
  const jump = Math.min(smoothing.jump, length - 1);
  const fitted = new Float64Array(length);
  const own = new Float64Array(Math.min(smoothing.window, length));
  const fit = (place: number): void => {
    const around = windowAround(place, smoothing.window, length);
    fitted[place] = fittedAt(series, smoothing, place, around, own) ?? values[place] ?? 0;
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
