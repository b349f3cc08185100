import { bgNbd } from "./buyers/bg-nbd.ts";
import type { BuyerModel } from "./buyers/buyer-model.ts";
import { type FittedModel, fitBuyers, fitRegularBuyers, type RefusedFit } from "./buyers/fit.ts";
import { calibrationByRepeats, type HoldoutErrors, holdoutErrors } from "./buyers/holdout.ts";
import { mbgCnbd } from "./buyers/mbg-cnbd.ts";
import type { Buyers } from "./buyers/buyers.ts";
import type { CovariateEffects } from "./buyers/covariates.ts";
import type { OrderHistory } from "./buyers/orders.ts";
import { fitWithCovariates, ownOf, parametersAt } from "./buyers/pareto-nbd-covariates.ts";
import { paretoNbd } from "./buyers/pareto-nbd.ts";
import { expectedSpend, type FittedSpend, fitSpend } from "./value/gamma-gamma.ts";

export const MODEL_NAMES = ["bgnbd", "mbgnbd", "mbgcnbdk", "paretonbd", "gammagamma"] as const;
export type ModelName = (typeof MODEL_NAMES)[number];
/** Models that say who will order; the value of an order is a model of its own beside them. */
export type BuyerModelName = Exclude<ModelName, "gammagamma">;

/** The most regular buyers that are looked for. */
const LARGEST_K = 8;
/** Groups 0, 1, … 7 and more repeats, as the papers plot them. */
const GROUPS = 8;

export type FitReport =
  | (RefusedFit & { readonly model: ModelName })
  | {
      readonly kind: "fitted";
      readonly model: ModelName;
      readonly people: number;
      readonly repeatOrders: number;
      readonly parameters: Readonly<Record<string, number>>;
      readonly standardErrors: Readonly<Record<string, number>> | null;
      /** In the order of the standard errors, then of the covariates their effects on orders and then on the end; absent in reports of runs before there was any. */
      readonly covariance?: readonly (readonly number[])[] | null;
      readonly logLikelihood: number;
      /** How many people the parameters rest on. */
      readonly fittedOn: number;
      readonly penalty: number;
      /** Whether the data tell who has stopped; absent in reports of runs before it was looked at. */
      readonly endIsTold?: boolean;
      /** Mean P(alive); null where the model's own answer misleads or it has none. */
      readonly meanAlive: number | null;
      /** Null when nothing was held out. */
      readonly holdout: HoldoutErrors | null;
      readonly calibration: ReturnType<typeof calibrationByRepeats> | null;
      /** Absent of a model without any. */
      readonly covariates?: readonly CovariateReport[];
      readonly warnings: readonly string[];
    };

type CovariateReport = {
  readonly name: string;
  /** The parameters are those of a buyer who is average in all. */
  readonly mean: number;
  readonly orders: CovariateEffect;
  readonly end: CovariateEffect;
};

/**
 * A logarithm, of one more of the covariate: e to the power of it is how many times as often people order, or as soon they stop. Null where
 * the curvature tells no error.
 */
type CovariateEffect = { readonly effect: number; readonly error: number | null };

/** Fits one model and judges it by what was held out. Plain data, ready to be written as JSON. */
export function fitReport(model: ModelName, history: OrderHistory): FitReport {
  if (model === "gammagamma")
    return spendReport(fitSpend(history.buyers.repeats, history.meanValue), history);
  return reportOf(model, fitModel(model, history.buyers), history);
}

/** What a model expects of each buyer. */
type Outlook = {
  /** Orders in the time that was held out; null where none was. */
  readonly orders: Float64Array | null;
  /** How likely each is still a customer at the end of what was seen; null of a model that does not tell. */
  readonly alive: Float64Array | null;
};

export function outlookOf(fit: FittedModel, history: OrderHistory): Outlook {
  return {
    orders: history.heldFor === 0 ? null : expectedOrders(fit, history),
    alive: chancesAlive(fit, history),
  };
}

/**
 * The report of a fit to the history's buyers.
 * @param known the fit's outlook on them, where the caller has it already.
 */
export function reportOf(
  model: BuyerModelName,
  { fit, k }: FittedKind,
  history: OrderHistory,
  known?: Outlook,
): FitReport {
  if (fit.kind === "refused") return { ...fit, model };
  const { parameters, standardErrors, covariance, logLikelihood, fittedOn, penalty, endIsTold, warnings } =
    fit;
  const { orders, alive } = known ?? outlookOf(fit, history);
  return {
    kind: "fitted",
    model,
    ...sizeOf(history),
    parameters: { ...byName(fit.model.parameters, parameters), ...(k === null ? {} : { k }) },
    standardErrors: standardErrors === null ? null : byName(fit.model.parameters, standardErrors),
    covariance: plain(covariance),
    logLikelihood,
    fittedOn,
    penalty,
    endIsTold,
    meanAlive: alive === null ? null : alive.reduce((sum, each) => sum + each, 0) / alive.length,
    holdout: orders === null ? null : holdoutErrors(history.held, orders),
    calibration:
      orders === null ? null : calibrationByRepeats(history.buyers.repeats, history.held, orders, GROUPS),
    ...(fit.effects === null ? {} : { covariates: covariatesOf(fit.effects) }),
    warnings,
  };
}

function covariatesOf(effects: CovariateEffects): readonly CovariateReport[] {
  const { names, means, orders, end, errors } = effects;
  const effect = (of: Float64Array, index: number, from: number): CovariateEffect => ({
    effect: of[index] ?? Number.NaN,
    error: errors?.[from + index] ?? null,
  });
  return names.map((name, index) => ({
    name,
    mean: means[index] ?? Number.NaN,
    orders: effect(orders, index, 0),
    end: effect(end, index, names.length),
  }));
}

export type FittedKind = { readonly k: number | null; readonly fit: FittedModel | RefusedFit };

const PLAIN: Readonly<Record<"bgnbd" | "mbgnbd" | "paretonbd", BuyerModel>> = {
  bgnbd: bgNbd,
  mbgnbd: mbgCnbd(1),
  paretonbd: paretoNbd,
};

/** Fits the model of that name; `k` is how regular buyers are, null of models that do not ask. */
export function fitModel(model: BuyerModelName, buyers: Buyers): FittedKind {
  if (model === "mbgcnbdk") return fitRegularBuyers(mbgCnbd, buyers, LARGEST_K);
  return {
    k: null,
    fit: model === "paretonbd" ? fitWithCovariates(buyers) : fitBuyers(PLAIN[model], buyers),
  };
}

/** A model as it is of one buyer. */
type BuyersOwnModel = {
  readonly model: BuyerModel;
  readonly parameters: Float64Array;
  readonly covariance: readonly Float64Array[];
};

/**
 * The model that a report is of, with its parameters in order and how they are not known together, for a buyer of whom this is known. Null of
 * a refused report, of one without covariance, and of what is no model of buyers.
 * @param known of the report's covariates by name; whoever lacks one is average in it.
 */
export function modelOf(
  report: FitReport,
  known: ReadonlyMap<string, number> = new Map(),
): BuyersOwnModel | null {
  if (report.kind === "refused" || report.model === "gammagamma") return null;
  const { covariance = null, covariates = [] } = report;
  if (covariance === null) return null;
  const { k, ...named } = report.parameters;
  const model = report.model === "mbgcnbdk" ? mbgCnbd(k ?? 1) : PLAIN[report.model];
  const parameters = Float64Array.from(model.parameters, (name) => named[name] ?? Number.NaN);
  const all = covariance.map((row) => Float64Array.from(row));
  if (covariates.length === 0) return { model, parameters, covariance: all };
  const effects = (of: "orders" | "end") => Float64Array.from(covariates, (each) => each[of].effect);
  const means = Float64Array.from(covariates, ({ mean }) => mean);
  const values = covariates.map(({ name }) => known.get(name) ?? Number.NaN);
  const own = ownOf(
    { parameters, effects: { means, orders: effects("orders"), end: effects("end") } },
    values,
  );
  return { model, parameters: own.parameters, covariance: carried(own.slopes, all) };
}

/** The covariance of what has these slopes to what has the covariance, line by line. */
function carried(
  slopes: readonly Float64Array[],
  covariance: readonly Float64Array[],
): readonly Float64Array[] {
  return slopes.map((one) =>
    Float64Array.from(slopes, (other) => {
      let sum = 0;
      for (const [row, a] of one.entries()) {
        for (const [column, b] of other.entries()) sum += a * b * (covariance[row]?.[column] ?? 0);
      }
      return sum;
    }),
  );
}

/** The report of a fit to the history's values. */
export function spendReport(fit: FittedSpend | RefusedFit, history: OrderHistory): FitReport {
  if (fit.kind === "refused") return { ...fit, model: "gammagamma" };
  const { p, q, scale } = fit.model;
  return {
    kind: "fitted",
    model: "gammagamma",
    ...sizeOf(history),
    parameters: { p, q, gamma: scale, correlation: fit.correlation, meanOrderValue: meanSpend(fit) },
    standardErrors: fit.standardErrors === null ? null : byName(["p", "q", "gamma"], fit.standardErrors),
    covariance: plain(fit.covariance),
    logLikelihood: fit.logLikelihood,
    fittedOn: fit.buyers,
    penalty: 0,
    meanAlive: null,
    holdout: null,
    calibration: null,
    warnings: fit.warnings,
  };
}

const meanSpend = ({ model }: FittedSpend): number => expectedSpend(model, 0, 0);

function expectedOrders(fit: FittedModel, { buyers, heldFor }: OrderHistory): Float64Array {
  return buyers.repeats.map((repeats, i) =>
    fit.model.expected(
      parametersAt(fit, buyers, i),
      repeats,
      buyers.last[i] ?? 0,
      buyers.observed[i] ?? 0,
      heldFor,
    ),
  );
}

function chancesAlive(fit: FittedModel, { buyers }: OrderHistory): Float64Array | null {
  const chances = new Float64Array(buyers.repeats.length);
  for (const [i, repeats] of buyers.repeats.entries()) {
    const own = parametersAt(fit, buyers, i);
    const chance = fit.model.alive(own, repeats, buyers.last[i] ?? 0, buyers.observed[i] ?? 0);
    if (chance === null) return null;
    chances[i] = chance;
  }
  return chances;
}

function sizeOf({ buyers }: OrderHistory): { readonly people: number; readonly repeatOrders: number } {
  return { people: buyers.repeats.length, repeatOrders: buyers.repeats.reduce((sum, each) => sum + each, 0) };
}

const plain = (matrix: readonly Float64Array[] | null): readonly (readonly number[])[] | null =>
  matrix === null ? null : matrix.map((row) => [...row]);

function byName(names: readonly string[], values: Float64Array): Readonly<Record<string, number>> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? Number.NaN]));
}
