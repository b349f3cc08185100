import { must } from "@habitus/kernel";
import { emptyOf } from "../buyers/covariates.ts";
import { calibrationByTenths, type Tenth } from "../buyers/holdout.ts";
import type { Interval } from "../statistics/proportions.ts";
import { areaUnderCurve, areaInterval } from "./area-under-curve.ts";
import { chanceOf, fitLogistic, type LogisticFit, type Outcomes } from "./logistic.ts";

/** How well people who were not seen were told. */
export type PropensityQuality = {
  readonly people: number;
  readonly happened: number;
  /** How often, of one to whom it happened and one to whom it did not, the first was told the likelier. 0.5 is chance. */
  readonly auc: number;
  readonly aucInterval: Interval;
  /** Mean squared distance of the chance that was told from what happened (G. Brier, Monthly Weather Review 78, 1950). */
  readonly brier: number;
  /** The same of whoever tells everybody the share of all. */
  readonly brierOfShare: number;
  readonly logLoss: number;
  /** Means of ten groups of as many people, from the least chance told to the greatest. */
  readonly tenths: readonly Tenth[];
};

export type PropensityFit = {
  readonly kind: "fitted";
  readonly model: LogisticFit;
  readonly quality: PropensityQuality;
};

export type RefusedPropensity = {
  readonly kind: "refused";
  readonly reason: "too_few_outcomes" | "nothing_known" | "did_not_converge" | "no_better_than_chance";
  readonly detail: string;
  /** Null where nothing could be tried. */
  readonly quality: PropensityQuality | null;
};

/** Of fewer to whom it happened, or to whom it did not, no share is known well enough. */
export const LEAST_OUTCOMES = 50;
/** P. Peduzzi et al.: A simulation study of the number of events per variable in logistic regression analysis, 1996. */
export const OUTCOMES_PER_COLUMN = 10;
const FOLDS = 10;
/** So that a chance that was told surely and wrongly is not infinitely bad. */
const LEAST_CHANCE = 1e-12;

/** Of people as they were before, with the same columns. */
export type SeenBefore = {
  readonly outcomes: Outcomes;
  /** Of each of its rows the row of the same person among those who are judged by; -1 of nobody's. */
  readonly rowOf: Int32Array;
};

/**
 * Fits to all, and judges by people that were not seen: each tenth in turn is told from the other nine.
 * @param before what the other nine are learnt from, so that the time is not seen either; by default they as they are.
 */
export function judgePropensity(
  outcomes: Outcomes,
  before: SeenBefore = { outcomes, rowOf: Int32Array.from(outcomes.happened.keys()) },
): PropensityFit | RefusedPropensity {
  const { columns, happened } = outcomes;
  const yes = happened.reduce((sum, each) => sum + each, 0);
  const least = Math.max(LEAST_OUTCOMES, OUTCOMES_PER_COLUMN * columns.length);
  if (Math.min(yes, happened.length - yes) < least) {
    const forColumns = least > LEAST_OUTCOMES ? ` for ${columns.length} columns` : "";
    const detail = `It happened to ${yes} of ${happened.length} people: at least ${least} to whom it happened are needed${forColumns}, and as many to whom it did not.`;
    return refused("too_few_outcomes", detail);
  }
  const empty = emptyOf(columns);
  if (empty !== null || columns.length === 0)
    return refused("nothing_known", empty ?? "Nothing is known of anybody beforehand.");
  const told = heldOut(outcomes, before);
  const model = fitLogistic(outcomes);
  if (told === null || model === null)
    return refused("did_not_converge", "No effects stood out: the columns do not tell it from chance.");
  const quality = propensityQuality(happened, told);
  if (quality.aucInterval.low > CHANCE) return { kind: "fitted", model, quality };
  const detail = `Of one to whom it happened and one to whom it did not the first is told the likelier in ${(100 * quality.auc).toFixed(0)} of 100: that is not surely better than chance.`;
  return refused("no_better_than_chance", detail, quality);
}

const CHANCE = 0.5;

const refused = (
  reason: RefusedPropensity["reason"],
  detail: string,
  quality: PropensityQuality | null = null,
): RefusedPropensity => ({ kind: "refused", reason, detail, quality });

/** Of everybody the chance that a model tells which was fitted without their tenth; null where one could not be. */
function heldOut({ columns, happened }: Outcomes, before: SeenBefore): Float64Array | null {
  const folds = foldsOf(happened);
  const told = new Float64Array(happened.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const seen = [...before.rowOf.keys()].filter((row) => folds[before.rowOf[row] ?? -1] !== fold);
    const pick = (from: Float64Array): Float64Array => Float64Array.from(seen, (row) => from[row] ?? 0);
    const some = before.outcomes.columns.map(({ name, values }) => ({ name, values: pick(values) }));
    const outcomes = { columns: some, happened: pick(before.outcomes.happened) };
    const model = emptyOf(some) === null ? fitLogistic(outcomes) : null;
    if (model === null) return null;
    for (const [row, own] of folds.entries()) {
      if (own === fold)
        told[row] = chanceOf(
          model,
          columns.map(({ values }) => values[row] ?? Number.NaN),
        );
    }
  }
  return told;
}

/** Tenths to which it happened as often as to every other tenth. */
function foldsOf(happened: Float64Array): readonly number[] {
  const seen = [0, 0];
  return Array.from(happened, (each) => {
    const number = must(seen[each], "it happened or it did not");
    seen[each] = number + 1;
    return number % FOLDS;
  });
}

/** @param told chances by whoever did not know what happened. */
export function propensityQuality(happened: Float64Array, told: Float64Array): PropensityQuality {
  const people = happened.length;
  const yes = happened.reduce((sum, each) => sum + each, 0);
  const auc = areaUnderCurve(happened, told);
  const mean = (of: (each: number, row: number) => number): number =>
    happened.reduce((sum, each, row) => sum + of(each, row), 0) / people;
  const share = yes / people;
  return {
    people,
    happened: yes,
    auc,
    aucInterval: areaInterval(auc, yes, people - yes),
    brier: mean((each, row) => (each - (told[row] ?? 0)) ** 2),
    brierOfShare: share * (1 - share),
    logLoss: mean((each, row) => {
      const chance = told[row] ?? 0;
      return -Math.log(Math.max(LEAST_CHANCE, each === 1 ? chance : 1 - chance));
    }),
    tenths: calibrationByTenths(happened, told),
  };
}
