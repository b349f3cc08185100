import { z } from "zod";
import { describeRoutes, JOB_ERRORS, STORE_ERRORS } from "../route.ts";
import { jobSchema } from "../schemas/jobs.ts";
import {
  surveyAnswersSchema,
  surveyEditSchema,
  surveyKeySchema,
  surveySchema,
  surveysSchema,
} from "../schemas/surveys.ts";

const tag = "People";
const params = z.strictObject({ key: surveyKeySchema });

/** What people are asked, and what they have said. */
export const surveyRoutes = describeRoutes({
  listSurveys: {
    tag,
    summary: "Surveys",
    access: { role: "viewer", scope: "people:read" },
    success: { kind: "json", status: 200, schema: surveysSchema },
    errors: [],
  },
  editSurvey: {
    tag,
    summary: "Make or change a survey",
    description:
      "Answers that come in from now on are held to its questions. Segments that read an answer follow a change of its decay at once. A question stays while segments, scores or computed traits read it, and its answers stay such that what they are compared with can be met: `details` names what reads it and the place.",
    access: { role: "editor", scope: "people:write" },
    params,
    body: surveyEditSchema,
    success: { kind: "json", status: 200, schema: surveySchema },
    errors: ["conflict", "in_use", "already_exists", "too_many"],
  },
  deleteSurvey: {
    tag,
    summary: "Delete a survey that nothing reads an answer of",
    description: "Answers that people have given stay with them, and count for ever.",
    access: { role: "editor", scope: "people:write" },
    params,
    success: { kind: "empty", status: 204 },
    errors: ["in_use"],
  },
  getSurveyAnswers: {
    tag,
    summary: "Answers to a survey",
    description: "How many people have which answer now, with the definitions that find them.",
    access: { role: "viewer", scope: "people:read" },
    params,
    success: { kind: "json", status: 200, schema: surveyAnswersSchema },
    errors: STORE_ERRORS,
  },
  backfillSurvey: {
    tag,
    summary: "Take answers in that came before the survey",
    description:
      "A job: events `Survey Answered` that were stored before the survey or one of its questions was defined become answers of their people, as said then. Those that people have already stay as they are, so it may run again; its result tells how many were taken in, were known, and do not fit.",
    access: { role: "editor", scope: "people:write" },
    params,
    success: { kind: "json", status: 202, schema: jobSchema },
    errors: JOB_ERRORS,
  },
});
