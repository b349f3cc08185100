import type { FittedModel, RefusedFit } from "../buyers/fit.ts";
import { calibrationByTenths, type Tenth } from "../buyers/holdout.ts";
import type { OrderHistory } from "../buyers/orders.ts";
import {
  type BuyerModelName,
  type FitReport,
  fitModel,
  outlookOf,
  reportOf,
  spendReport,
} from "../fit-report.ts";
import { type FittedSpend, fitSpend } from "../value/gamma-gamma.ts";
import { type BuyerFigures, heldHistory, type Span, wholeHistory } from "./figures.ts";

export type ModelSettings = Span & {
  readonly kind: BuyerModelName;
  /** Whether the value of orders is modelled too. */
  readonly value: boolean;
};

/** How far the model was off in a time that it had not seen. */
export type Quality = {
  readonly report: FitReport;
  /** For a calibration plot; empty of a refused fit. */
  readonly tenths: readonly Tenth[];
  /**
   * Who bought again in that time (1 or 0), by tenths of how likely they were still customers at its beginning: these need not be as much, but should rise with it.
   * Empty of a model that does not tell; absent of runs before it was looked at.
   */
  readonly alive?: readonly Tenth[];
};

export type Judged = {
  readonly history: OrderHistory;
  readonly fit: FittedModel | RefusedFit;
  /** Null where no value is asked for. */
  readonly spend: FittedSpend | RefusedFit | null;
  readonly report: FitReport;
  readonly spendReport: FitReport | null;
  /** Null where nothing is held out. */
  readonly quality: Quality | null;
};

/** Judges the model by what is held out, then fits it to everything. */
export function judge(figures: BuyerFigures, settings: ModelSettings): Judged {
  const { kind, value, holdoutDays } = settings;
  const quality = holdoutDays === 0 ? null : qualityOf(kind, heldHistory(figures, settings));
  const history = wholeHistory(figures, settings);
  const fitted = history.person.length === 0 ? NOBODY : fitModel(kind, history.buyers);
  const spend = value ? spendOf(history) : null;
  return {
    history,
    fit: fitted.fit,
    spend,
    report: reportOf(kind, fitted, history),
    spendReport: spend === null ? null : spendReport(spend, history),
    quality,
  };
}

const NOBODY = {
  k: null,
  fit: { kind: "refused", reason: "no_orders", detail: "Nobody who may be looked at has ordered." },
} as const;

function qualityOf(kind: BuyerModelName, history: OrderHistory): Quality {
  if (history.person.length === 0) return { report: reportOf(kind, NOBODY, history), tenths: [], alive: [] };
  const fitted = fitModel(kind, history.buyers);
  const { fit } = fitted;
  if (fit.kind === "refused") return { report: reportOf(kind, fitted, history), tenths: [], alive: [] };
  const outlook = outlookOf(fit, history);
  const { orders, alive } = outlook;
  const boughtAgain = history.held.map((orders) => (orders > 0 ? 1 : 0));
  return {
    report: reportOf(kind, fitted, history, outlook),
    tenths: orders === null ? [] : calibrationByTenths(history.held, orders),
    alive: alive === null ? [] : calibrationByTenths(boughtAgain, alive),
  };
}

function spendOf({ buyers, meanValue }: OrderHistory): FittedSpend | RefusedFit {
  const fit = fitSpend(buyers.repeats, meanValue);
  if (fit.kind === "refused" || fit.model.q > 1) return fit;
  const detail = `The mean value of an order has no bound in this fit (q is ${fit.model.q.toFixed(3)}, not above 1): leave out the few orders that are worth far more than all others.`;
  return { kind: "refused", reason: "unbounded_value", detail };
}
