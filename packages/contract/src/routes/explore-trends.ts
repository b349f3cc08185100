import { describeRoutes, STORE_ERRORS, WATCH_ERRORS } from "../route.ts";
import { watchQuerySchema } from "../schemas/explore.ts";
import { explorePeopleSchema } from "../schemas/explore-funnel.ts";
import { trendPeopleRequestSchema, trendsRequestSchema, trendsSchema } from "../schemas/explore-trends.ts";

const tag = "Explore";
/** Groups tell of values that people have. */
const reading = { role: "viewer", scope: "people:read" } as const;

export const exploreTrendRoutes = describeRoutes({
  exploreTrends: {
    tag,
    summary: "How often something is done, period by period",
    description: "Exact. Ends when the caller goes.",
    access: reading,
    query: watchQuerySchema,
    body: trendsRequestSchema,
    success: { kind: "json", status: 200, schema: trendsSchema },
    errors: ["definition_refused", "not_found", ...WATCH_ERRORS, ...STORE_ERRORS],
  },
  listTrendPeople: {
    tag,
    summary: "The people of a period and a line of a trend",
    access: reading,
    body: trendPeopleRequestSchema,
    success: { kind: "json", status: 200, schema: explorePeopleSchema },
    errors: ["definition_refused", "not_found", "invalid_cursor", ...STORE_ERRORS],
  },
});
