import { describeRoutes, STORE_ERRORS, WATCH_ERRORS } from "../route.ts";
import { watchQuerySchema } from "../schemas/explore.ts";
import { patternsRequestSchema, patternsSchema } from "../schemas/explore-patterns.ts";

export const explorePatternRoutes = describeRoutes({
  explorePatterns: {
    tag: "Explore",
    summary: "What people do more and more, less and less, or on another level than before",
    description:
      "Events and values in their properties, day by day, exact; what is told of them is beyond chance. Whose days they are is told by `POST /api/explore/trends/people` with a behaviour's `text`. Ends when the caller goes.",
    access: { role: "viewer", scope: "people:read" },
    query: watchQuerySchema,
    body: patternsRequestSchema,
    success: { kind: "json", status: 200, schema: patternsSchema },
    errors: ["definition_refused", "not_found", ...WATCH_ERRORS, ...STORE_ERRORS],
  },
});
