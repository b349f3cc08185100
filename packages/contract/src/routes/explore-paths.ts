import { describeRoutes, STORE_ERRORS, WATCH_ERRORS } from "../route.ts";
import { watchQuerySchema } from "../schemas/explore.ts";
import { explorePeopleSchema } from "../schemas/explore-funnel.ts";
import { pathPeopleRequestSchema, pathsRequestSchema, pathsSchema } from "../schemas/explore-paths.ts";

const tag = "Explore";

export const explorePathRoutes = describeRoutes({
  explorePaths: {
    tag,
    summary: "What people do next, or did just before",
    description:
      "Exact. Every number is of passages, and of the different people who took them. Ends when the caller goes.",
    access: { role: "viewer", scope: "segments:read" },
    query: watchQuerySchema,
    body: pathsRequestSchema,
    success: { kind: "json", status: 200, schema: pathsSchema },
    errors: ["definition_refused", "not_found", ...WATCH_ERRORS, ...STORE_ERRORS],
  },
  listPathPeople: {
    tag,
    summary: "The people of a step, or of a way from one step to the next",
    access: { role: "viewer", scope: "people:read" },
    body: pathPeopleRequestSchema,
    success: { kind: "json", status: 200, schema: explorePeopleSchema },
    errors: ["definition_refused", "not_found", "invalid_cursor", ...STORE_ERRORS],
  },
});
