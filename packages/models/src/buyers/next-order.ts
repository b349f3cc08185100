import type { BuyerModel, Parameters } from "./buyer-model.ts";

/** Times beyond this many units are answered with null. */
const FARTHEST = 1e6;
const HALVINGS = 60;

/**
 * The time from now by which the buyer has ordered again with the given probability; null when that never becomes so likely, as of
 * somebody who has probably stopped.
 * @param share above 0, below 1; 0.5 for the median.
 */
export function nextOrderWithin(
  model: BuyerModel,
  of: Parameters,
  buyer: { readonly repeats: number; readonly last: number; readonly observed: number },
  share: number,
): number | null {
  const chance = (time: number): number =>
    model.ordersWithin(of, buyer.repeats, buyer.last, buyer.observed, time);
  let late = 1;
  while (chance(late) < share) {
    late *= 2;
    if (late > FARTHEST) return null;
  }
  let early = 0;
  for (let n = 0; n < HALVINGS; n++) {
    const middle = (early + late) / 2;
    if (chance(middle) < share) early = middle;
    else late = middle;
  }
  return late;
}
