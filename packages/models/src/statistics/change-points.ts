import { robustSpread } from "./spread.ts";

export type ChangeSettings = {
  /** What one more change has to save in squared differences; without it 3 σ² log n, σ told by the differences of neighbours. */
  readonly penalty?: number;
  /** Values between two changes, and before the first and after the last, at least. */
  readonly shortest?: number;
};

/**
 * Where the mean of a series changes: the places at which another mean begins, ascending. Least squares with a penalty for each change, solved
 * exactly by PELT (R. Killick, P. Fearnhead, I. A. Eckley: Optimal detection of changepoints with a linear computational cost, JASA 107, 2012).
 */
export function changePoints(
  values: readonly number[],
  { penalty = usualPenalty(values), shortest = 1 }: ChangeSettings = {},
): readonly number[] {
  const cost = squaresOf(values);
  // Of the values before each place: the least cost, and where the last mean begins.
  const least = new Float64Array(values.length + 1).fill(Number.POSITIVE_INFINITY);
  const begins = new Uint32Array(values.length + 1);
  least[0] = -penalty;
  let candidates: readonly Candidate[] = [{ from: 0, until: Number.POSITIVE_INFINITY }];
  for (let end = shortest; end <= values.length; end++) {
    for (const { from } of candidates) {
      const total = end - from < shortest ? Number.POSITIVE_INFINITY : costUpTo(from, end);
      if (total < (least[end] ?? 0)) [least[end], begins[end]] = [total, from];
    }
    candidates = pruned(end);
    if (end <= values.length - shortest) {
      candidates = [...candidates, { from: end, until: Number.POSITIVE_INFINITY }];
    }
  }
  return tracedBack(begins);

  function costUpTo(from: number, end: number): number {
    return (least[from] ?? 0) + cost(from, end) + penalty;
  }

  /** Who can be best no more: a change here would have been better, from the time on at which what follows it is long enough. */
  function pruned(end: number): readonly Candidate[] {
    return candidates.flatMap((each) => {
      if (each.until <= end) return [];
      const isBeaten =
        each.until === Number.POSITIVE_INFINITY &&
        end - each.from >= shortest &&
        costUpTo(each.from, end) - penalty > (least[end] ?? 0);
      return [isBeaten ? { from: each.from, until: end + shortest } : each];
    });
  }
}

/** A place at which the last mean may begin, as long as the end lies before `until`. */
type Candidate = { readonly from: number; readonly until: number };

/** Neighbours differ by the noise of two values. */
function usualPenalty(values: readonly number[]): number {
  const steps = values.slice(1).map((value, index) => value - (values[index] ?? 0));
  const variance = robustSpread(steps) ** 2 / 2;
  return 3 * variance * Math.log(values.length);
}

/** The sum of squared differences from the mean of the values in [from, to). */
function squaresOf(values: readonly number[]): (from: number, to: number) => number {
  // Around their mean, so that large values do not cancel.
  const middle = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const sums = new Float64Array(values.length + 1);
  const squares = new Float64Array(values.length + 1);
  for (const [index, value] of values.entries()) {
    sums[index + 1] = (sums[index] ?? 0) + (value - middle);
    squares[index + 1] = (squares[index] ?? 0) + (value - middle) ** 2;
  }
  return (from, to) => {
    const sum = (sums[to] ?? 0) - (sums[from] ?? 0);
    return Math.max(0, (squares[to] ?? 0) - (squares[from] ?? 0) - (sum * sum) / (to - from));
  };
}

function tracedBack(begins: Uint32Array): readonly number[] {
  const places: number[] = [];
  for (let place = begins.at(-1) ?? 0; place > 0; place = begins[place] ?? 0) places.unshift(place);
  return places;
}
