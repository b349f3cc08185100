import { describeRoutes, STORE_ERRORS } from "../route.ts";
import { rfmGridSchema, rfmRequestSchema } from "../schemas/explore-rfm.ts";

export const exploreRfmRoutes = describeRoutes({
  exploreRfm: {
    tag: "Explore",
    summary: "How many people have which scores of recency and frequency, and what they bring",
    description:
      "Quintiles among all who bought, as `rfm` of the language has them, by the pinned thresholds where there are any. All cells are counted in one query. Ends when the caller goes.",
    access: { role: "viewer", scope: "people:read" },
    body: rfmRequestSchema,
    success: { kind: "json", status: 200, schema: rfmGridSchema },
    errors: ["definition_refused", ...STORE_ERRORS],
  },
});
