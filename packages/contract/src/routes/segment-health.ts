import { z } from "zod";
import { PAGE_SIZES } from "../limits.ts";
import { describeRoutes, JOB_ERRORS } from "../route.ts";
import { pageLimit } from "../schemas/common.ts";
import { jobSchema } from "../schemas/jobs.ts";
import {
  examineRequestSchema,
  findingsAsideSchema,
  healthListSchema,
  healthSettingsEditSchema,
  healthSettingsSchema,
  openFindingsSchema,
  segmentApartSchema,
  segmentHealthSchema,
} from "../schemas/segment-health.ts";
import { segmentKeySchema } from "../schemas/segments.ts";

const tag = "Segments";
/** Findings tell of values that people have. */
const reading = { role: "viewer", scope: "people:read" } as const;
const params = z.strictObject({ key: segmentKeySchema });

export const segmentHealthRoutes = describeRoutes({
  listSegmentHealth: {
    tag,
    summary: "How all segments are, in short",
    access: reading,
    success: { kind: "json", status: 200, schema: healthListSchema },
    errors: [],
  },
  examineSegments: {
    tag,
    summary: "Examine segments",
    description:
      "A job, as runs over all segments by itself once a day. Its reports are kept until the segment's next examination.",
    access: { role: "editor", scope: "segments:write" },
    body: examineRequestSchema,
    success: { kind: "json", status: 202, schema: jobSchema },
    errors: JOB_ERRORS,
  },
  getHealthSettings: {
    tag,
    summary: "What segments are judged by",
    access: { role: "viewer", scope: "segments:read" },
    success: { kind: "json", status: 200, schema: healthSettingsSchema },
    errors: [],
  },
  editHealthSettings: {
    tag,
    summary: "Change what segments are judged by",
    description: "Holds from the next examination on.",
    access: { role: "editor", scope: "segments:write" },
    body: healthSettingsEditSchema,
    success: { kind: "json", status: 200, schema: healthSettingsSchema },
    errors: ["conflict"],
  },
  listOpenFindings: {
    tag,
    summary: "What is the matter with segments now",
    description:
      "One of each kind for a segment. Webhooks that are sent `health` are told when one appears and when it is gone.",
    access: reading,
    query: z.strictObject({
      limit: pageLimit(PAGE_SIZES.standard),
      which: z.enum(["open", "aside"]).optional().meta({
        default: "open",
        description: "`aside`: those that are put aside, instead of the others.",
      }),
    }),
    success: { kind: "json", status: 200, schema: openFindingsSchema },
    errors: [],
  },
  putFindingsAside: {
    tag,
    summary: "Put findings aside until they change, or bring them back",
    description:
      "A finding has changed when it was gone for a time, is graver or lighter, or its figure has moved by half of what it was; of days that go on by themselves, when there are fewer. Those that are not open are passed over.",
    access: { role: "editor", scope: "segments:write" },
    body: findingsAsideSchema,
    success: { kind: "json", status: 200, schema: z.object({ findings: z.int() }) },
    errors: [],
  },
  getSegmentAudit: {
    tag,
    summary: "All segments on one page: how they are and what to do",
    description:
      "A page to be read and printed, with nothing loaded from elsewhere, of the newest examinations.",
    access: reading,
    success: { kind: "page", status: 200 },
    errors: [],
  },
  getSegmentHealth: {
    tag,
    summary: "What is the matter with a segment, by the newest examination",
    access: reading,
    params,
    success: { kind: "json", status: 200, schema: segmentHealthSchema },
    errors: [],
  },
  getSegmentApart: {
    tag,
    summary: "What sets the people in a segment apart from everybody",
    description:
      "Lift of events of the last 30 days, of values of traits and of items, with intervals, of the newest examination. What fewer than five people have is never told.",
    access: reading,
    params,
    success: { kind: "json", status: 200, schema: segmentApartSchema },
    errors: [],
  },
});
