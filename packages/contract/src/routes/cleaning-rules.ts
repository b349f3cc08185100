import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { describeRoutes, STORE_ERRORS } from "../route.ts";
import {
  cleaningAskSchema,
  cleaningEditSchema,
  cleaningPreviewSchema,
  cleaningSchema,
  cleaningVersionsSchema,
  eventCleaningSchema,
} from "../schemas/cleaning-rules.ts";

const tag = "Events";
const reading = { role: "viewer", scope: "events:read" } as const;
const params = z.strictObject({ event: z.string().min(1).max(LIMITS.eventNameLength) });

export const cleaningRulesRoutes = describeRoutes({
  listCleaningRules: {
    tag,
    summary: "How values are cleaned as they come in, by event, and how many were",
    access: reading,
    success: { kind: "json", status: 200, schema: cleaningSchema },
    errors: [],
  },
  editCleaningRules: {
    tag,
    summary: "Say how the values of an event are cleaned",
    description:
      "From then on, for calls, imports and replays. What was sent is not kept beside what became of it. No rules clean nothing.",
    access: { role: "admin", scope: "workspace:write" },
    params,
    body: cleaningEditSchema,
    success: { kind: "json", status: 200, schema: eventCleaningSchema },
    errors: ["conflict", "too_many"],
  },
  previewCleaningRules: {
    tag,
    summary: "What rules would have made of the newest stored events",
    access: reading,
    params,
    body: cleaningAskSchema,
    success: { kind: "json", status: 200, schema: cleaningPreviewSchema },
    errors: [...STORE_ERRORS],
  },
  listCleaningVersions: {
    tag,
    summary: "All cleaning rules that an event ever had, newest first",
    access: reading,
    params,
    success: { kind: "json", status: 200, schema: cleaningVersionsSchema },
    errors: [],
  },
});
