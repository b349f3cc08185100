import { describeRoutes, STORE_ERRORS, WATCH_ERRORS } from "../route.ts";
import { watchQuerySchema } from "../schemas/explore.ts";
import {
  explorePeopleSchema,
  funnelPeopleRequestSchema,
  funnelRequestSchema,
  funnelSchema,
} from "../schemas/explore-funnel.ts";

const tag = "Explore";
/** Groups tell of values that people have. */
const reading = { role: "viewer", scope: "people:read" } as const;

export const exploreFunnelRoutes = describeRoutes({
  exploreFunnel: {
    tag,
    summary: "How many people take one step after the other",
    description:
      "A chain of the language: each event lies behind the one before it by time, and within a millisecond by the hash of its id, as in segments. So the people of a step are those of the same chain as a segment. Ends when the caller goes.",
    access: reading,
    query: watchQuerySchema,
    body: funnelRequestSchema,
    success: { kind: "json", status: 200, schema: funnelSchema },
    errors: ["definition_refused", "not_found", ...WATCH_ERRORS, ...STORE_ERRORS],
  },
  listFunnelPeople: {
    tag,
    summary: "The people of one step of a funnel",
    access: reading,
    body: funnelPeopleRequestSchema,
    success: { kind: "json", status: 200, schema: explorePeopleSchema },
    errors: ["definition_refused", "not_found", "invalid_cursor", ...STORE_ERRORS],
  },
});
