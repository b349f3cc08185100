import { describeRoutes, STORE_ERRORS } from "../route.ts";
import {
  overlapMembersRequestSchema,
  overlapMembersSchema,
  overlapRequestSchema,
  overlapSchema,
  similarRequestSchema,
  similarSchema,
} from "../schemas/segment-overlap.ts";

const tag = "Segments";

export const segmentOverlapRoutes = describeRoutes({
  getSegmentOverlap: {
    tag,
    summary: "How many people segments share, in every combination",
    description:
      "Exact, from live membership; a paused segment has the people it had when it was paused. Where the workspace's now is pinned, as in the demo, it is worked out as of then.",
    access: { role: "viewer", scope: "segments:read" },
    body: overlapRequestSchema,
    success: { kind: "json", status: 200, schema: overlapSchema },
    errors: ["segment_not_live", ...STORE_ERRORS],
  },
  listSimilarSegments: {
    tag,
    summary: "Which segments are nearly the same as a definition that need not be saved",
    description:
      "Exact, from live membership; segments that are not live are passed over. Where the workspace's now is pinned, as in the demo, it is worked out as of then.",
    access: { role: "viewer", scope: "people:read" },
    body: similarRequestSchema,
    success: { kind: "json", status: 200, schema: similarSchema },
    errors: ["definition_refused", ...STORE_ERRORS],
  },
  listOverlapMembers: {
    tag,
    summary: "The people of one combination of segments",
    access: { role: "viewer", scope: "people:read" },
    body: overlapMembersRequestSchema,
    success: { kind: "json", status: 200, schema: overlapMembersSchema },
    errors: ["segment_not_live", "invalid_cursor", ...STORE_ERRORS],
  },
});
