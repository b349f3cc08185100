import { z } from "zod";
import { describeRoutes, STORE_ERRORS } from "../route.ts";
import { exploreProgressSchema, watchIdSchema } from "../schemas/explore.ts";

export const exploreProgressRoutes = describeRoutes({
  getExploreProgress: {
    tag: "Explore",
    summary: "How far a question is that was asked with `watch`",
    description:
      "Only for whoever asked it. `not_found` once it is over. It is cancelled by ending its own call: the query in the event store ends then too.",
    access: { role: "viewer", scope: "segments:read" },
    params: z.strictObject({ id: watchIdSchema }),
    success: { kind: "json", status: 200, schema: exploreProgressSchema },
    errors: [...STORE_ERRORS],
  },
});
