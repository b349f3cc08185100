import type {
  BuyingResult as ShownBuying,
  ModelFit,
  ModelRun as ShownRun,
  PropensityResult as ShownPropensity,
} from "@habitus/contract";
import { formatDay, formatInstant } from "@habitus/kernel";
import type { FitReport } from "@habitus/models";
import type {
  BuyingResult,
  ModelRun,
  PropensityReport,
  PropensityResult,
} from "../../../../models/model-runs.ts";

export function toRun({
  model: _model,
  startedAt,
  finishedAt,
  result,
  clears: _clears,
  ...run
}: ModelRun): ShownRun {
  return {
    ...run,
    startedAt: formatInstant(startedAt),
    finishedAt: formatInstant(finishedAt),
    result: result === null ? null : result.kind === "propensity" ? toPropensity(result) : toBuying(result),
  };
}

function toPropensity({
  asked: _asked,
  window,
  changes,
  fit,
  quality,
  judgedBy,
  ...rest
}: PropensityResult): ShownPropensity {
  return {
    ...rest,
    ...changes,
    from: formatDay(window.from),
    to: formatDay(window.to),
    fit: toPropensityFit(fit),
    quality: quality === null ? null : { ...quality, tenths: [...quality.tenths], judgedBy },
  };
}

function toPropensityFit(report: PropensityReport): ShownPropensity["fit"] {
  if (report.kind === "refused") {
    const { reason, detail } = report;
    return { outcome: "refused", reason, detail, intercept: null, spanDays: null, behaviours: [] };
  }
  const { intercept, spanDays, behaviours } = report;
  return {
    outcome: "fitted",
    reason: null,
    detail: null,
    intercept,
    spanDays,
    behaviours: behaviours.map((each) => ({ ...each, deviation: each.deviation ?? null })),
  };
}

function toBuying({ window, changes, fit, value, quality, ...rest }: BuyingResult): ShownBuying {
  const { from, to, seenUpTo } = window;
  return {
    ...rest,
    ...changes,
    kind: "buying",
    from: from === null ? null : formatDay(from),
    to: formatDay(to),
    seenUpTo: seenUpTo === null ? null : formatDay(seenUpTo),
    fit: toFit(fit),
    value: value === null ? null : toFit(value),
    quality:
      quality === null
        ? null
        : {
            fit: toFit(quality.report),
            errors: quality.report.kind === "fitted" ? quality.report.holdout : null,
            tenths: [...quality.tenths],
            alive: [...(quality.alive ?? [])],
          },
  };
}

function toFit(report: FitReport): ModelFit {
  if (report.kind === "refused") {
    const { model, reason, detail } = report;
    const none = { people: null, repeatOrders: null, logLikelihood: null, meanAlive: null, endIsTold: null };
    const rest = { parameters: {}, standardErrors: null, covariates: [], warnings: [] };
    return { outcome: "refused", model, reason, detail, ...none, ...rest };
  }
  const { model, people, repeatOrders, parameters, standardErrors, logLikelihood, meanAlive } = report;
  return {
    outcome: "fitted",
    reason: null,
    detail: null,
    model,
    people,
    repeatOrders,
    parameters,
    standardErrors,
    logLikelihood,
    meanAlive,
    endIsTold: report.endIsTold ?? null,
    covariates: [...(report.covariates ?? [])],
    warnings: [...report.warnings],
  };
}
