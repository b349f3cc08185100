import type { DefinitionProblem, Model, ModelFit, ModelRun as ShownRun } from "@habitus/contract";
import { formatDay, formatInstant } from "@habitus/kernel";
import type { FitReport } from "@habitus/models";
import type { ModelResult, ModelRun } from "../../../models/model-runs.ts";
import { valuesOf } from "../../../models/model-question.ts";
import { readOrders, scoreKeys, shownOrders } from "../../../models/model-store.ts";
import type { ModelView } from "../../../models/models.ts";
import { purposeWarnings } from "../../../segments/purpose-warnings.ts";
import type { ManagementDeps } from "../deps.ts";
import type { HandlersFor } from "../handler.ts";
import { refuseMixedMoney } from "../refuse-mixed-money.ts";
import { toJob } from "./jobs.ts";

type ModelOperations = "listModels" | "getModel" | "editModel" | "runModel" | "deleteModel";

export function modelHandlers(deps: ManagementDeps): HandlersFor<ModelOperations> {
  const { models, context } = deps;
  const shown = (view: ModelView): Model => toModel(view, purposeWarnings(view.purpose, deps.purposes));
  return {
    listModels: () => ({ models: models.list().map(shown) }),
    getModel: ({ params: { key } }) => ({
      model: shown(models.get(key)),
      runs: models.runs(key).map(toRun),
    }),
    async editModel({ params, body: { rev, orders, ...rest } }, { caller }) {
      const content = { ...rest, orders: readOrders(orders, context()) };
      await refuseMixedMoney(deps, valuesOf(content), null);
      return shown(await models.set(params.key, content, rev, caller.actor));
    },
    runModel: async ({ params }, { caller }) => toJob(await models.run(params.key, caller.actor)),
    deleteModel: async ({ params }, { caller }) => toJob(await models.remove(params.key, caller.actor)),
  };
}

function toModel(
  { newest, inForce, nextRunAt, updatedAt, ...model }: ModelView,
  warnings: readonly DefinitionProblem[],
): Model {
  return {
    ...model,
    orders: [...shownOrders(model)],
    covariates: [...(model.covariates ?? [])],
    scores: scoreKeys(model.key, model).map(({ name, key }) => ({ name, key })),
    newest: newest === null ? null : toRun(newest),
    inForce: inForce?.number ?? null,
    nextRunAt: nextRunAt === null ? null : formatInstant(nextRunAt),
    updatedAt: formatInstant(updatedAt),
    warnings: [...warnings],
  };
}

function toRun({ model: _model, startedAt, finishedAt, result, ...run }: ModelRun): ShownRun {
  return {
    ...run,
    startedAt: formatInstant(startedAt),
    finishedAt: formatInstant(finishedAt),
    result: result === null ? null : toResult(result),
  };
}

function toResult({ window, changes, fit, value, quality, ...rest }: ModelResult): ShownRun["result"] {
  const { from, to, seenUpTo } = window;
  return {
    ...rest,
    ...changes,
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
