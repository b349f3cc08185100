import { reachOf } from "../special/normal.ts";
import { CONFIDENCE, type Interval } from "../statistics/proportions.ts";

/**
 * How often one of the ones stands above one of the zeros, equals counting half: the area under the receiver operating characteristic, which
 * is the statistic of Mann and Whitney (J. Hanley, B. McNeil: The meaning and use of the area under a ROC curve, Radiology 143, 1982).
 */
export function areaUnderCurve(happened: Float64Array, told: Float64Array): number {
  const order = Uint32Array.from(told.keys()).sort((a, b) => (told[a] ?? 0) - (told[b] ?? 0));
  let [below, pairs, ones] = [0, 0, 0];
  for (let from = 0; from < order.length; ) {
    const level = told[order[from] ?? 0];
    let [yes, no, to] = [0, 0, from];
    for (; to < order.length && told[order[to] ?? 0] === level; to++) {
      if (happened[order[to] ?? 0] === 1) yes++;
      else no++;
    }
    pairs += yes * (below + no / 2);
    below += no;
    ones += yes;
    from = to;
  }
  return pairs / (ones * below);
}

/** Their standard error, carried to an interval that stays within 0 and 1. */
export function areaInterval(auc: number, yes: number, no: number, confidence = CONFIDENCE): Interval {
  const one = auc / (2 - auc);
  const other = (2 * auc * auc) / (1 + auc);
  const square = auc * auc;
  const variance = (auc * (1 - auc) + (yes - 1) * (one - square) + (no - 1) * (other - square)) / (yes * no);
  const reach = reachOf(confidence) * Math.sqrt(variance);
  return { low: Math.max(0, auc - reach), high: Math.min(1, auc + reach) };
}
