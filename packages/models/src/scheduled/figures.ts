import type { Covariate } from "../buyers/covariates.ts";
import type { OrderHistory } from "../buyers/orders.ts";

/** What is summed up of a person's orders; a day with orders is one order, days are whole numbers of any calendar without gaps. */
export type OrderSum = {
  /** Days with an order; 0 of nobody who counts. */
  readonly days: Float64Array;
  readonly lastDay: Float64Array;
  /** Value of all orders after the first. */
  readonly spentAgain: Float64Array;
  /** Sum over all people and orders after the first of log(days since the order before). */
  readonly logGaps: number;
};

/** Everybody who ordered, up to the newest day, and the same up to the last day of the calibration. Lists are alike long. */
export type BuyerFigures = {
  readonly firstDay: Float64Array;
  readonly all: OrderSum;
  /** `days` is 0 of whoever ordered first after the calibration. */
  readonly seen: OrderSum;
  /** What is known of them from the beginning; absent for nothing. */
  readonly covariates?: readonly Covariate[];
};

export type Span = {
  /** Last day, included, that anything is known of. */
  readonly newestDay: number;
  /** Length of the hold-out; 0 for none. */
  readonly holdoutDays: number;
  /** Length of the model's time unit: 7 for weeks. */
  readonly unitDays: number;
};

/** All that is known, nothing held out; `person` are places in the lists. */
export function wholeHistory(figures: BuyerFigures, { newestDay, unitDays }: Span): OrderHistory {
  return historyOf(figures, figures.all, newestDay, unitDays);
}

/** What was known at the end of the calibration, and the orders that came after. */
export function heldHistory(figures: BuyerFigures, span: Span): OrderHistory {
  const { all, seen } = figures;
  const { newestDay, holdoutDays, unitDays } = span;
  const history = historyOf(figures, seen, newestDay - holdoutDays, unitDays);
  const held = Float64Array.from(history.person, (who) => (all.days[who] ?? 0) - (seen.days[who] ?? 0));
  return { ...history, held, heldFor: holdoutDays / unitDays };
}

function historyOf(
  { firstDay, covariates = [] }: BuyerFigures,
  sum: OrderSum,
  end: number,
  unitDays: number,
): OrderHistory {
  const person = Uint32Array.from(firstDay.keys()).filter((who) => (sum.days[who] ?? 0) > 0);
  const column = (value: (who: number) => number): Float64Array => Float64Array.from(person, value);
  const first = (who: number): number => firstDay[who] ?? 0;
  const again = (who: number): number => (sum.days[who] ?? 0) - 1;
  const repeats = column(again);
  const gaps = repeats.reduce((total, each) => total + each, 0);
  return {
    person,
    buyers: {
      repeats,
      last: column((who) => ((sum.lastDay[who] ?? 0) - first(who)) / unitDays),
      observed: column((who) => (end - first(who)) / unitDays),
      logGaps: sum.logGaps - gaps * Math.log(unitDays),
      covariates: covariates.map(({ name, values }) => ({
        name,
        values: column((who) => values[who] ?? Number.NaN),
      })),
    },
    meanValue: column((who) => (again(who) === 0 ? 0 : (sum.spentAgain[who] ?? 0) / again(who))),
    held: new Float64Array(person.length),
    heldFor: 0,
  };
}
