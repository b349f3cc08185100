import type { OrderHistory } from "./buyers/orders.ts";
import { paretoNbd } from "./buyers/pareto-nbd.ts";
import {
  type CovariateFit,
  type Covariates,
  fitWithCovariates,
  parametersOf,
} from "./buyers/pareto-nbd-covariates.ts";
import { calibrationByRepeats, holdoutErrors } from "./buyers/holdout.ts";
import { type FitReport, GROUPS, sizeOf } from "./fit-report.ts";

/** A logarithm: e to the power of it is how many times as often, or as soon. Null where the curvature tells no error. */
type CovariateEffect = { readonly effect: number; readonly error: number | null };

export type CovariateReport = FitReport & {
  /** By name; absent of a refused fit. */
  readonly covariates?: Readonly<
    Record<string, { readonly orders: CovariateEffect; readonly end: CovariateEffect }>
  >;
};

/** Fits the Pareto/NBD with covariates and judges it by what was held out. @param covariates as long as the history's buyers. */
export function covariateReport(
  history: OrderHistory,
  names: readonly string[],
  covariates: Covariates,
): CovariateReport {
  const fit = fitWithCovariates(history.buyers, covariates);
  if (fit.kind === "refused") return { ...fit, model: "paretonbd" };
  const { parameters, standardErrors, logLikelihood, penalty, warnings } = fit;
  const { repeats, last, observed } = history.buyers;
  const own = Array.from(repeats, (_, i) =>
    parametersOf(
      fit,
      covariates.map((values) => values[i] ?? 0),
    ),
  );
  const each = <T>(of: (parameters: Float64Array, figures: readonly [number, number, number]) => T): T[] =>
    own.map((mine, i) => of(mine, [repeats[i] ?? 0, last[i] ?? 0, observed[i] ?? 0]));
  const alive = each((mine, figures) => paretoNbd.alive(mine, ...figures) ?? 0);
  const predicted = Float64Array.from(
    each((mine, figures) => paretoNbd.expected(mine, ...figures, history.heldFor)),
  );
  const isHeld = history.heldFor > 0;
  return {
    kind: "fitted",
    model: "paretonbd",
    ...sizeOf(history),
    parameters: byName((index) => parameters[index] ?? Number.NaN),
    // Of a logarithm: the error of the parameter is so many times itself.
    standardErrors:
      standardErrors === null
        ? null
        : byName((index) => (parameters[index] ?? Number.NaN) * (standardErrors[index] ?? Number.NaN)),
    logLikelihood,
    fittedOn: repeats.length,
    penalty,
    meanAlive: alive.reduce((sum, chance) => sum + chance, 0) / alive.length,
    holdout: isHeld ? holdoutErrors(history.held, predicted) : null,
    calibration: isHeld ? calibrationByRepeats(repeats, history.held, predicted, GROUPS) : null,
    warnings,
    covariates: effectsOf(fit, names),
  };
}

const byName = (of: (index: number) => number): Readonly<Record<string, number>> =>
  Object.fromEntries(paretoNbd.parameters.map((name, index) => [name, of(index)]));

function effectsOf({ parameters, orders, end, standardErrors }: CovariateFit, names: readonly string[]) {
  const effect = (effects: Float64Array, index: number, from: number): CovariateEffect => ({
    effect: effects[index] ?? Number.NaN,
    error: standardErrors?.[from + index] ?? null,
  });
  const base = parameters.length;
  return Object.fromEntries(
    names.map((name, index) => [
      name,
      { orders: effect(orders, index, base), end: effect(end, index, base + names.length) },
    ]),
  );
}
