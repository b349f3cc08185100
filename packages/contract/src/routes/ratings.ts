import { z } from "zod";
import { describeRoutes, JOB_ERRORS, STORE_ERRORS } from "../route.ts";
import { idSchema, keySchema, personQuerySchema } from "../schemas/common.ts";
import { jobSchema } from "../schemas/jobs.ts";
import {
  personScoresSchema,
  ratedPeopleQuerySchema,
  ratedPeopleSchema,
  ratingEditSchema,
  ratingSchema,
  ratingsSchema,
  ratingWithRunsSchema,
} from "../schemas/ratings.ts";

const tag = "Segments";
const params = z.strictObject({ key: keySchema });
const reading = { role: "viewer", scope: "segments:read" } as const;
const writing = { role: "editor", scope: "segments:write" } as const;

/** Engagement, leads and benefits sought, worked out of everybody on schedule. */
export const ratingRoutes = describeRoutes({
  listRatings: {
    tag,
    summary: "Ratings: engagement, leads and benefits sought",
    access: reading,
    success: { kind: "json", status: 200, schema: ratingsSchema },
    errors: [],
  },
  getRating: {
    tag,
    summary: "A rating and its runs",
    access: reading,
    params,
    success: { kind: "json", status: 200, schema: ratingWithRunsSchema },
    errors: [],
  },
  editRating: {
    tag,
    summary: "Make or change a rating",
    description:
      "What it tells changes with the next run. Its kind and its parts stay; rules may come and go.",
    access: writing,
    params,
    body: ratingEditSchema,
    success: { kind: "json", status: 200, schema: ratingSchema },
    errors: ["conflict", "definition_refused", "in_use", "too_many"],
  },
  runRating: {
    tag,
    summary: "Rate everybody now",
    description: "A job; one that is cut off begins again by itself.",
    access: writing,
    params,
    success: { kind: "json", status: 202, schema: jobSchema },
    errors: JOB_ERRORS,
  },
  deleteRating: {
    tag,
    summary: "Delete a rating that nothing reads",
    description: "A job that takes back what it told of everybody, and then deletes it.",
    access: writing,
    params,
    success: { kind: "json", status: 202, schema: jobSchema },
    errors: ["in_use", ...JOB_ERRORS],
  },
  getPersonScores: {
    tag: "People",
    summary: "What models, ratings and predictions say of a person",
    access: { role: "viewer", scope: "people:read" },
    params: z.strictObject({ id: idSchema }),
    query: personQuerySchema,
    success: { kind: "json", status: 200, schema: personScoresSchema },
    errors: STORE_ERRORS,
  },
  listRatedPeople: {
    tag,
    summary: "People by their points, the most first",
    access: { role: "viewer", scope: "people:read" },
    params,
    query: ratedPeopleQuerySchema,
    success: { kind: "json", status: 200, schema: ratedPeopleSchema },
    errors: ["definition_refused", "invalid_cursor", ...STORE_ERRORS],
  },
});
