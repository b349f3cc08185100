import { describeRoutes, STORE_ERRORS, WATCH_ERRORS } from "../route.ts";
import { watchQuerySchema } from "../schemas/explore.ts";
import { explorePeopleSchema } from "../schemas/explore-funnel.ts";
import {
  retentionPeopleRequestSchema,
  retentionRequestSchema,
  retentionSchema,
} from "../schemas/explore-retention.ts";

const tag = "Explore";

export const exploreRetentionRoutes = describeRoutes({
  exploreRetention: {
    tag,
    summary: "Who comes back how many periods after they began",
    description: "Ends when the caller goes.",
    access: { role: "viewer", scope: "segments:read" },
    query: watchQuerySchema,
    body: retentionRequestSchema,
    success: { kind: "json", status: 200, schema: retentionSchema },
    errors: ["definition_refused", "not_found", ...WATCH_ERRORS, ...STORE_ERRORS],
  },
  listRetentionPeople: {
    tag,
    summary: "The people of one cell of a retention table",
    access: { role: "viewer", scope: "people:read" },
    body: retentionPeopleRequestSchema,
    success: { kind: "json", status: 200, schema: explorePeopleSchema },
    errors: ["definition_refused", "not_found", "invalid_cursor", ...STORE_ERRORS],
  },
});
