import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { describeRoutes, STORE_ERRORS } from "../route.ts";
import {
  planDraftSchema,
  planEditSchema,
  plannedEventSchema,
  planVersionsSchema,
  trackingPlanSchema,
  violationsSchema,
} from "../schemas/tracking-plan.ts";

const tag = "Events";
const reading = { role: "viewer", scope: "events:read" } as const;
const writing = { role: "editor", scope: "events:write" } as const;
const params = z.strictObject({ event: z.string().min(1).max(LIMITS.eventNameLength) });

export const trackingPlanRoutes = describeRoutes({
  listTrackingPlan: {
    tag,
    summary: "The events of the tracking plan, with how many were not as planned",
    access: reading,
    success: { kind: "json", status: 200, schema: trackingPlanSchema },
    errors: [],
  },
  getPlannedEvent: {
    tag,
    summary: "The schema of an event",
    access: reading,
    params,
    success: { kind: "json", status: 200, schema: plannedEventSchema },
    errors: [],
  },
  editPlannedEvent: {
    tag,
    summary: "Say what the properties of an event must be",
    description:
      "Events that come in from then on are held against it: calls, imports and replayed dead letters. What is stored stays as it is.",
    access: writing,
    params,
    body: planEditSchema,
    success: { kind: "json", status: 200, schema: plannedEventSchema },
    errors: ["conflict", "too_many"],
  },
  deletePlannedEvent: {
    tag,
    summary: "Take an event out of the tracking plan, with its counts",
    description: "The versions of its schema stay.",
    access: writing,
    params,
    success: { kind: "empty", status: 204 },
    errors: [],
  },
  listPlanVersions: {
    tag,
    summary: "All schemas that an event ever had, newest first",
    access: reading,
    params,
    success: { kind: "json", status: 200, schema: planVersionsSchema },
    errors: [],
  },
  draftPlannedEvent: {
    tag,
    summary: "A schema that what was sent goes with",
    description:
      "Types as most values have them; required is what no event lacks. Of an event of the catalogue that was not sent yet, the types of the catalogue. Nothing is saved.",
    access: reading,
    params,
    success: { kind: "json", status: 200, schema: planDraftSchema },
    errors: [...STORE_ERRORS],
  },
  listViolations: {
    tag,
    summary: "What of an event was not as planned in the last week, by field and rule",
    access: reading,
    params,
    success: { kind: "json", status: 200, schema: violationsSchema },
    errors: [...STORE_ERRORS],
  },
});
