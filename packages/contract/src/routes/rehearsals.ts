import { z } from "zod";
import { describeRoutes, JOB_ERRORS } from "../route.ts";
import { idSchema } from "../schemas/common.ts";
import { jobSchema } from "../schemas/jobs.ts";
import {
  rehearsalSchema,
  rehearsalsSchema,
  rehearsedPeopleQuerySchema,
  rehearsedPeopleSchema,
  rehearseRequestSchema,
} from "../schemas/rehearsals.ts";
import { segmentKeySchema } from "../schemas/segments.ts";

const tag = "Segments";
const reading = { role: "viewer", scope: "people:read" } as const;
const params = z.strictObject({
  id: idSchema.meta({ description: "Of the rehearsal, which is that of its job." }),
});

export const rehearsalRoutes = describeRoutes({
  rehearseSegment: {
    tag,
    summary: "Rehearse a definition over a past span",
    description:
      "A job. Runs everybody's history through the definition and tells who would have come in and gone, and when, to the millisecond. One at a time; what it found is at `getRehearsal`.",
    access: { role: "editor", scope: "segments:write" },
    body: rehearseRequestSchema,
    success: { kind: "json", status: 202, schema: jobSchema },
    errors: ["definition_refused", ...JOB_ERRORS],
  },
  listRehearsals: {
    tag,
    summary: "What rehearsals found, newest first",
    access: reading,
    query: z.strictObject({
      segment: segmentKeySchema.optional().meta({ description: "Only those of this segment." }),
    }),
    success: { kind: "json", status: 200, schema: rehearsalsSchema },
    errors: [],
  },
  getRehearsal: {
    tag,
    summary: "What one rehearsal found",
    description: "There once its job is done.",
    access: reading,
    params,
    success: { kind: "json", status: 200, schema: rehearsalSchema },
    errors: [],
  },
  listRehearsedPeople: {
    tag,
    summary: "The people behind a figure of a rehearsal, with their instants",
    access: reading,
    params,
    query: rehearsedPeopleQuerySchema,
    success: { kind: "json", status: 200, schema: rehearsedPeopleSchema },
    errors: ["invalid_cursor"],
  },
});
