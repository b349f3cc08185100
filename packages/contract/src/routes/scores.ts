import { z } from "zod";
import { describeRoutes } from "../route.ts";
import { keySchema } from "../schemas/common.ts";
import {
  predictionsSaidSchema,
  predictionsSchema,
  scoreEditSchema,
  scoreSchema,
  scoresSchema,
} from "../schemas/scores.ts";

const tag = "Segments";
const params = z.strictObject({ key: keySchema });

/** Values of people that definitions compare. */
export const scoreRoutes = describeRoutes({
  listScores: {
    tag,
    summary: "Scores",
    access: { role: "viewer", scope: "segments:read" },
    success: { kind: "json", status: 200, schema: scoresSchema },
    errors: [],
  },
  editScore: {
    tag,
    summary: "Make or change a score",
    description: "Segments that compare it follow at once.",
    access: { role: "editor", scope: "segments:write" },
    params,
    body: scoreEditSchema,
    success: { kind: "json", status: 200, schema: scoreSchema },
    errors: ["conflict", "definition_refused", "too_many"],
  },
  deleteScore: {
    tag,
    summary: "Delete a score that no segment and no other score compares",
    access: { role: "editor", scope: "segments:write" },
    params,
    success: { kind: "empty", status: 204 },
    errors: ["in_use"],
  },
  writePredictions: {
    tag,
    summary: "Write what a model predicts of people",
    description: "Definitions compare the newest: `predicted churn > 0.7`.",
    access: { role: "editor", scope: "people:write" },
    params,
    body: predictionsSchema,
    success: { kind: "json", status: 202, schema: predictionsSaidSchema },
    errors: ["log_busy"],
  },
});
