import { assert } from "@habitus/kernel";
import type { Covariate } from "./covariates.ts";

/**
 * What the "buy till you die" models need of each buyer, in one time unit chosen by the caller (weeks, say), counted from the buyer's
 * own first order. Lists are alike long.
 */
export type Buyers = {
  /** Orders after the first. */
  readonly repeats: Float64Array;
  /** Time of the last order; 0 without a repeat. */
  readonly last: Float64Array;
  /** How long the buyer has been watched. At least `last`. */
  readonly observed: Float64Array;
  /** Sum over all buyers and orders after the first of log(time since the order before). Only models of regular buyers read it. */
  readonly logGaps: number;
  /** Only the Pareto/NBD reads them. */
  readonly covariates?: readonly Covariate[];
};

/** Buyers with the same figures as one row. */
export type DistinctBuyers = Omit<Buyers, "logGaps"> & {
  /** How many buyers a row stands for. */
  readonly count: Float64Array;
  /** The row of each buyer. */
  readonly rowOf: Uint32Array;
};

/** Joins buyers with the same figures: a likelihood over a million buyers then costs as much as its few ten thousand distinct rows. */
export function distinctBuyers({ repeats, last, observed, covariates = [] }: Buyers): DistinctBuyers {
  const size = repeats.length;
  assert(last.length === size && observed.length === size, "the lists are alike long");
  const rows = new Map<string, number>();
  const rowOf = new Uint32Array(size);
  const firsts: number[] = [];
  const counts: number[] = [];
  for (let buyer = 0; buyer < size; buyer++) {
    const known = covariates.map(({ values }) => ` ${values[buyer]}`).join("");
    const key = `${repeats[buyer]} ${last[buyer]} ${observed[buyer]}${known}`;
    const before = rows.get(key);
    const row = before ?? firsts.push(buyer) - 1;
    if (before === undefined) {
      rows.set(key, row);
      counts.push(0);
    }
    counts[row] = (counts[row] ?? 0) + 1;
    rowOf[buyer] = row;
  }
  const pick = (from: Float64Array): Float64Array => Float64Array.from(firsts, (buyer) => from[buyer] ?? 0);
  return {
    repeats: pick(repeats),
    last: pick(last),
    observed: pick(observed),
    covariates: covariates.map(({ name, values }) => ({ name, values: pick(values) })),
    count: Float64Array.from(counts),
    rowOf,
  };
}

/** How many bought again. */
export function repeatersOf({ repeats }: Buyers): number {
  return repeats.reduce((sum, each) => sum + (each > 0 ? 1 : 0), 0);
}

/** Every n-th buyer, so that at most `size` are left; the buyers themselves when they are not more. `logGaps` stays that of all. */
export function evenSample(buyers: Buyers, size: number): Buyers {
  const all = buyers.repeats.length;
  if (all <= size) return buyers;
  const pick = (from: Float64Array): Float64Array =>
    Float64Array.from({ length: size }, (_, index) => from[Math.floor((index * all) / size)] ?? 0);
  return {
    ...buyers,
    repeats: pick(buyers.repeats),
    last: pick(buyers.last),
    observed: pick(buyers.observed),
    covariates: (buyers.covariates ?? []).map(({ name, values }) => ({ name, values: pick(values) })),
  };
}
