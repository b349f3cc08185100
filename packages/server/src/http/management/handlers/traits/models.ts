import type { DefinitionProblem, Model } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import { valuesOf } from "../../../../models/model-question.ts";
import {
  type ModelContent,
  readOrders,
  scoreKeys,
  shownOrders,
  shownOutcome,
} from "../../../../models/model-store.ts";
import { retentionWarnings, staleWarnings } from "../../../../models/model-warnings.ts";
import { propensityQuestion, valuesAhead } from "../../../../models/propensity-question.ts";
import { mustReadDefinition } from "../../../../segments/language.ts";
import type { ModelView } from "../../../../models/models.ts";
import { purposeWarnings } from "../../../../segments/purpose-warnings.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { refuseMixedMoney } from "../../refuse-mixed-money.ts";
import { toJob } from "../workspace/jobs.ts";
import { toRun } from "./model-runs-shown.ts";

type ModelOperations = "listModels" | "getModel" | "editModel" | "runModel" | "deleteModel";

export function modelHandlers(deps: ManagementDeps): HandlersFor<ModelOperations> {
  const { models } = deps;
  const shown = (view: ModelView): Model =>
    toModel(view, [
      ...purposeWarnings(view.purpose, deps.purposes),
      ...staleWarnings(view, view.inForce),
      ...retentionWarnings(view, deps.retention.get().rules, deps.context()),
    ]);
  return {
    listModels: () => ({ models: models.list().map(shown) }),
    getModel: ({ params: { key } }) => ({
      model: shown(models.get(key)),
      runs: models.runs(key).map(toRun),
    }),
    async editModel({ params, body }, { caller }) {
      const content = await readContent(deps, body);
      return shown(await models.set(params.key, content, body.rev, caller.actor));
    },
    runModel: async ({ params }, { caller }) => toJob(await models.run(params.key, caller.actor)),
    deleteModel: async ({ params }, { caller }) => toJob(await models.remove(params.key, caller.actor)),
  };
}

type ModelBody = Parameters<HandlersFor<ModelOperations>["editModel"]>[0]["body"];

/** @throws HabitusError as `readOrders`, `mustReadDefinition` and `propensityQuestion`. */
async function readContent(deps: ManagementDeps, body: ModelBody): Promise<ModelContent> {
  const context = deps.context();
  if (body.kind === "propensity") {
    const { condition: outcome } = mustReadDefinition(body.outcome, context);
    const audience = body.audience === null ? null : mustReadDefinition(body.audience, context).condition;
    const content = { ...body, outcome, audience };
    propensityQuestion(content, context, deps.workspace.logicalNow(), []);
    await refuseMixedMoney(deps, [outcome, audience, ...valuesAhead(content, context)], null);
    return content;
  }
  const content = { ...body, orders: readOrders(body.orders, context) };
  await refuseMixedMoney(deps, valuesOf(content), null);
  return content;
}

function toModel(
  { newest, inForce, nextRunAt, updatedAt, ...model }: ModelView,
  warnings: readonly DefinitionProblem[],
): Model {
  const told = {
    scores: scoreKeys(model.key, model).map(({ name, key }) => ({ name, key })),
    newest: newest === null ? null : toRun(newest),
    inForce: inForce?.number ?? null,
    nextRunAt: nextRunAt === null ? null : formatInstant(nextRunAt),
    updatedAt: formatInstant(updatedAt),
    warnings: [...warnings],
  };
  if (model.kind === "propensity") return { ...model, ...shownOutcome(model), ...told };
  const { covariates = [] } = model;
  return { ...model, orders: [...shownOrders(model)], covariates: [...covariates], ...told };
}
