import { z } from "zod";
import { describeRoutes, JOB_ERRORS } from "../route.ts";
import { keySchema } from "../schemas/common.ts";
import { jobSchema } from "../schemas/jobs.ts";
import { modelEditSchema, modelSchema, modelsSchema, modelWithRunsSchema } from "../schemas/models.ts";

const tag = "Segments";
const params = z.strictObject({ key: keySchema });
const reading = { role: "viewer", scope: "segments:read" } as const;
const writing = { role: "editor", scope: "segments:write" } as const;

/** Models of buying and of what may happen that are fitted on schedule and score everybody. */
export const modelRoutes = describeRoutes({
  listModels: {
    tag,
    summary: "Models that score people on schedule",
    access: reading,
    success: { kind: "json", status: 200, schema: modelsSchema },
    errors: [],
  },
  getModel: {
    tag,
    summary: "A model and its runs, each with its quality",
    access: reading,
    params,
    success: { kind: "json", status: 200, schema: modelWithRunsSchema },
    errors: [],
  },
  editModel: {
    tag,
    summary: "Make or change a model",
    description: "Its scores change with the next run.",
    access: writing,
    params,
    body: modelEditSchema,
    success: { kind: "json", status: 200, schema: modelSchema },
    errors: [
      "conflict",
      "definition_refused",
      "in_use",
      "no_covariates",
      "not_an_audience",
      "not_an_order",
      "not_an_outcome",
      "too_many",
    ],
  },
  runModel: {
    tag,
    summary: "Run a model now",
    description:
      "A job: it reads what people did, judges and fits the model, and writes the scores that changed. One that is cut off begins again and ends with one whole set of scores.",
    access: writing,
    params,
    success: { kind: "json", status: 202, schema: jobSchema },
    errors: JOB_ERRORS,
  },
  deleteModel: {
    tag,
    summary: "Delete a model whose scores no segment compares",
    description: "A job that takes all its scores back and then deletes it.",
    access: writing,
    params,
    success: { kind: "json", status: 202, schema: jobSchema },
    errors: ["in_use", ...JOB_ERRORS],
  },
});
