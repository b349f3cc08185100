/** Parameters of a model in the order of its `parameters`; all above zero. */
export type Parameters = Float64Array;

/**
 * A model of when people order until they silently stop. Times share the unit of the buyers it was fitted on; `repeats`, `last`, `observed` as in `Buyers`.
 * All functions are pure and finite for parameters above zero.
 */
export type BuyerModel = {
  readonly name: string;
  readonly parameters: readonly string[];
  /** Where searches for the best parameters begin. */
  readonly starts: readonly (readonly number[])[];
  /**
   * Logarithm of the likelihood of one buyer with these parameters; without the part of the gaps (`constant`). What depends on `repeats` alone is
   * remembered by the function that is given, so ask it for many buyers.
   */
  likelihood(of: Parameters): (repeats: number, last: number, observed: number) => number;
  /** What does not depend on the parameters, for all buyers together. */
  constant(repeats: Float64Array, logGaps: number): number;
  /** Probability that the buyer has not stopped. Null where the model's answer misleads: see `bgNbd`. */
  alive(of: Parameters, repeats: number, last: number, observed: number): number | null;
  /** Expected orders in the next `time`. */
  expected(of: Parameters, repeats: number, last: number, observed: number, time: number): number;
  /** Expected orders of a buyer not yet watched in the `time` after the first order. */
  expectedOfNew(of: Parameters, time: number): number;
  /** Mean of the rate at which the buyer orders while a customer, given the figures: orders per unit of time. */
  rate(of: Parameters, repeats: number, last: number, observed: number): number;
  /** Probability of at least one order in the next `time`. */
  ordersWithin(of: Parameters, repeats: number, last: number, observed: number, time: number): number;
};
