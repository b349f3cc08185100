import { z } from "zod";
import { SIZE_UNITS } from "../choices.ts";
import { LIMITS, PAGE_SIZES } from "../limits.ts";
import { MEMBER_ORDERS } from "../member-columns.ts";
import { auditPageSchema } from "../schemas/access.ts";
import { purposeKeySchema } from "../schemas/consent.ts";
import { describeRoutes, STORE_ERRORS } from "../route.ts";
import { cursorSchema, dateSchema, pageLimit, queryInteger, timeSchema } from "../schemas/common.ts";
import { memberColumnsSchema } from "../schemas/descriptions.ts";
import { countsRequestSchema, countsSchema } from "../schemas/definition-counts.ts";
import {
  diffMembersRequestSchema,
  diffMembersSchema,
  diffRequestSchema,
  diffSchema,
} from "../schemas/segment-diff.ts";
import { flowMembersSchema, flowSchema, segmentChangesSchema } from "../schemas/segment-flow.ts";
import {
  reachMembersRequestSchema,
  reachMembersSchema,
  reachRequestSchema,
  reachSchema,
} from "../schemas/reach.ts";
import { templatesSchema } from "../schemas/templates.ts";
import { movementsSchema } from "../schemas/transitions.ts";
import {
  checkRequestSchema,
  checkSchema,
  deletedSegmentsSchema,
  evaluationRequestSchema,
  evaluationSchema,
  memberPageSchema,
  newSegmentSchema,
  segmentEditSchema,
  segmentKeySchema,
  segmentListSchema,
  segmentSchema,
  segmentThresholdsSchema,
  segmentVersionsSchema,
  trendSchema,
} from "../schemas/segments.ts";
import { vocabularySchema } from "../schemas/vocabulary.ts";

const tag = "Segments";
const reading = { role: "viewer", scope: "segments:read" } as const;
const writing = { role: "editor", scope: "segments:write" } as const;
/** These answer with people, so a key must be allowed to read people. */
const readingPeople = { role: "viewer", scope: "people:read" } as const;
const params = z.strictObject({ key: segmentKeySchema });

export const segmentRoutes = describeRoutes({
  listSegments: {
    tag,
    summary: "List the segments with their last sizes",
    access: reading,
    query: z.strictObject({
      sizes: z.enum(["last", "fresh"]).optional().meta({
        default: "last",
        description:
          "`fresh` counts segments again whose size is of another now or version; this may take long.",
      }),
    }),
    success: { kind: "json", status: 200, schema: segmentListSchema },
    errors: [...STORE_ERRORS],
  },
  listTemplates: {
    tag,
    summary: "Segments to begin with",
    access: reading,
    success: { kind: "json", status: 200, schema: templatesSchema },
    errors: [],
  },
  getVocabulary: {
    tag,
    summary: "What there is to make definitions of",
    description:
      "Events with their properties and frequent values, traits, segments. A sample, kept for a minute: each part says whether there is more.",
    access: { role: "viewer", scope: "events:read" },
    query: z.strictObject({
      event: z.string().min(1).max(LIMITS.eventNameLength).optional().meta({
        description: "An event that is looked at besides, however rare it is.",
      }),
    }),
    success: { kind: "json", status: 200, schema: vocabularySchema },
    errors: [...STORE_ERRORS],
  },
  createSegment: {
    tag,
    summary: "Create a segment",
    access: writing,
    body: newSegmentSchema,
    success: { kind: "json", status: 201, schema: segmentSchema },
    errors: ["definition_refused", "already_exists", "lead_as_segment"],
  },
  evaluateSegment: {
    tag,
    summary: "Evaluate a definition that need not be saved",
    description:
      "Counts all people the definition holds for and returns a page of them. With `limit` 0 only the count.",
    access: readingPeople,
    body: evaluationRequestSchema,
    success: { kind: "json", status: 200, schema: evaluationSchema },
    errors: ["definition_refused", "invalid_cursor", ...STORE_ERRORS],
  },
  countDefinitions: {
    tag,
    summary: "Count the people of several definitions that need not be saved",
    description:
      "At one instant, and in one query where memory allows: what they read in common is read once.",
    access: readingPeople,
    body: countsRequestSchema,
    success: { kind: "json", status: 200, schema: countsSchema },
    errors: ["definition_refused", ...STORE_ERRORS],
  },
  diffSegment: {
    tag,
    summary: "What a change of definition does to the membership",
    description:
      "Counts who would come in, who would go and who would stay, at one instant and in one query.",
    access: readingPeople,
    body: diffRequestSchema,
    success: { kind: "json", status: 200, schema: diffSchema },
    errors: ["definition_refused", ...STORE_ERRORS],
  },
  listDiffMembers: {
    tag,
    summary: "The people whom a change of definition lets in, lets go or keeps, a page at a time",
    access: readingPeople,
    body: diffMembersRequestSchema,
    success: { kind: "json", status: 200, schema: diffMembersSchema },
    errors: ["definition_refused", "invalid_cursor", ...STORE_ERRORS],
  },
  getReach: {
    tag,
    summary: "How many of the people of a definition can be reached on each channel",
    description: "All channels of the workspace in one query, with why the others cannot be reached.",
    access: readingPeople,
    body: reachRequestSchema,
    success: { kind: "json", status: 200, schema: reachSchema },
    errors: ["definition_refused", ...STORE_ERRORS],
  },
  listReachMembers: {
    tag,
    summary: "The people who can be reached on a channel, or who cannot and why, a page at a time",
    access: readingPeople,
    body: reachMembersRequestSchema,
    success: { kind: "json", status: 200, schema: reachMembersSchema },
    errors: ["definition_refused", "invalid_cursor", ...STORE_ERRORS],
  },
  checkSegment: {
    tag,
    summary: "Check a definition and turn it into its other form",
    access: reading,
    body: checkRequestSchema,
    success: { kind: "json", status: 200, schema: checkSchema },
    errors: ["definition_refused"],
  },
  getSegment: {
    tag,
    summary: "Read one segment",
    access: reading,
    params,
    success: { kind: "json", status: 200, schema: segmentSchema },
    errors: [],
  },
  editSegment: {
    tag,
    summary: "Replace a segment",
    description: "Refused with `conflict` when somebody edited it after the `rev` given.",
    access: writing,
    params,
    body: segmentEditSchema,
    success: { kind: "json", status: 200, schema: segmentSchema },
    errors: ["definition_refused", "conflict", "lead_as_segment"],
  },
  deleteSegment: {
    tag,
    summary: "Delete a segment",
    description:
      "Its versions stay readable for the audit; the key may be taken again and goes on counting versions. Refused while other segments, scores or ratings are made of it; `usedBy` tells of them.",
    access: writing,
    params,
    query: z.strictObject({
      rev: queryInteger({ min: 1 }).meta({
        description:
          "The revision that shall be deleted; refused with `conflict` when it is not the present one.",
      }),
    }),
    success: { kind: "empty", status: 204 },
    errors: ["conflict", "segment_in_use"],
  },
  pauseSegment: {
    tag,
    summary: "Pause a segment",
    description:
      "Nobody enters or leaves until it is resumed; it may be edited meanwhile. Segments that contain it go on with what it says, those that read its entries and exits see none. Changes nothing where it is paused already.",
    access: writing,
    params,
    success: { kind: "json", status: 200, schema: segmentSchema },
    errors: [],
  },
  resumeSegment: {
    tag,
    summary: "Resume a paused segment",
    description:
      "It is made from the whole history while people stay as they are, then taken over in one record: whoever is in or out by then enters or leaves with the cause `resumed`.",
    access: writing,
    params,
    success: { kind: "json", status: 200, schema: segmentSchema },
    errors: [],
  },
  listSegmentVersions: {
    tag,
    summary: "Every edit of a segment, newest first",
    access: reading,
    params,
    query: z.strictObject({ after: cursorSchema.optional(), limit: pageLimit(PAGE_SIZES.standard) }),
    success: { kind: "json", status: 200, schema: segmentVersionsSchema },
    errors: ["invalid_cursor"],
  },
  listSegmentAudit: {
    tag,
    summary: "What was done to a segment and by whom, newest first",
    description: "Also of one that is deleted. The whole audit log is for admins.",
    access: { role: "editor", scope: "segments:read" },
    params,
    query: z.strictObject({ after: cursorSchema.optional(), limit: pageLimit(PAGE_SIZES.standard) }),
    success: { kind: "json", status: 200, schema: auditPageSchema },
    errors: ["invalid_cursor"],
  },
  listDeletedSegments: {
    tag,
    summary: "The segments that were deleted, as they last stood, newest deletion first",
    description: "One is restored by creating a segment of its key with its content.",
    access: { role: "editor", scope: "segments:read" },
    success: { kind: "json", status: 200, schema: deletedSegmentsSchema },
    errors: [],
  },
  listSegmentMembers: {
    tag,
    summary: "The people in a segment, a page at a time",
    access: readingPeople,
    params,
    query: z.strictObject({
      after: cursorSchema.optional(),
      limit: pageLimit(PAGE_SIZES.members),
      at: timeSchema.optional(),
      as: z.enum(["of", "known"]).optional().meta({
        default: "of",
        description:
          "`of`: recomputed from the events up to `at` with today's definition, identity and consent. `known`: as transitions had told it by then, which is also what is answered for a paused segment when neither `at` nor `as` is given, and for its further pages.",
      }),
      order: z.enum(MEMBER_ORDERS).optional().meta({
        default: "oldest",
        description:
          "`oldest` and `newest`: by when they became known. `since`: who came in last first, as transitions had told it.",
      }),
      search: z.string().min(1).max(LIMITS.searchLength).optional().meta({
        description:
          "Only those with an id that begins so, or a name as it is shown or an e-mail address in whichever letter case. `count` is of them.",
      }),
    }),
    success: { kind: "json", status: 200, schema: memberPageSchema },
    errors: ["invalid_cursor", "definition_refused", ...STORE_ERRORS],
  },
  downloadSegmentMembers: {
    tag,
    summary: "Everybody in a segment as a CSV file",
    description:
      "`person`, `id` and `all_ids`, then the columns asked for. What a spreadsheet would run as a formula is written as text. Of a paused segment it is who was in it when it was paused. The head of a column names what was not read because it may not be for the segment's purpose. What cannot be read to the end is cut off by breaking the connection. It is audited.",
    access: readingPeople,
    params,
    query: z.strictObject({
      columns: memberColumnsSchema.optional(),
      channel: purposeKeySchema.optional().meta({
        description: "Only people who allow this purpose besides: those who may be reached on a channel.",
      }),
    }),
    success: { kind: "file", status: 200, type: "text/csv" },
    errors: ["definition_refused", "segment_not_live", ...STORE_ERRORS],
  },
  getSegmentThresholds: {
    tag,
    summary: "The thresholds that a segment's places among people are compared with",
    access: reading,
    params,
    success: { kind: "json", status: 200, schema: segmentThresholdsSchema },
    errors: [],
  },
  refreshSegment: {
    tag,
    summary: "Work out a segment's thresholds anew",
    description:
      "Over all people at once, as happens by itself from time to time. Other segments with the same measure and audience take them too; whoever enters or leaves by it does so in one record.",
    access: writing,
    params,
    success: { kind: "json", status: 200, schema: segmentThresholdsSchema },
    errors: ["definition_refused", ...STORE_ERRORS],
  },
  getSegmentChanges: {
    tag,
    summary: "How many came into each segment and left it over a span",
    description: "All segments in one read, for a first look at what moved.",
    access: reading,
    query: z.strictObject({
      from: timeSchema.optional().meta({ description: "Default: 7 days before `to`." }),
      to: timeSchema.optional().meta({ description: "Default: the workspace's now." }),
    }),
    success: { kind: "json", status: 200, schema: segmentChangesSchema },
    errors: [...STORE_ERRORS],
  },
  countSegmentMovements: {
    tag,
    summary: "How many entered a segment and left it on each day",
    description: "As transitions told it; who they were tells `GET /api/transitions` with the same days.",
    access: reading,
    params,
    query: z.strictObject({
      from: dateSchema.optional().meta({ description: "The first day. Default: 29 days before `to`." }),
      to: dateSchema.optional().meta({ description: "The last day. Default: today." }),
    }),
    success: { kind: "json", status: 200, schema: movementsSchema },
    errors: [...STORE_ERRORS],
  },
  getSegmentFlow: {
    tag,
    summary: "Where people who came into a segment had been, and where those who left it are",
    description: "Among all live segments, between two instants, by the transitions recorded up to each.",
    access: reading,
    params,
    query: z.strictObject({
      from: timeSchema.optional().meta({
        description: "Default: 30 days before `to`. What lies before the segment was live is taken as then.",
      }),
      to: timeSchema.optional().meta({ description: "Default: the newest record that is evaluated." }),
    }),
    success: { kind: "json", status: 200, schema: flowSchema },
    errors: [...STORE_ERRORS],
  },
  listFlowMembers: {
    tag,
    summary: "The people behind a number of a flow, a page at a time",
    access: readingPeople,
    params,
    query: z.strictObject({
      from: timeSchema.meta({ description: "As the flow was told." }),
      to: timeSchema,
      side: z.enum(["joined", "left"]),
      other: segmentKeySchema.optional().meta({
        description: "Only who was, or is, in this segment at the other end of the span.",
      }),
      nowhere: z.literal("true").optional().meta({ description: "Only who was, or is, in no other." }),
      after: cursorSchema.optional(),
      limit: pageLimit(PAGE_SIZES.members),
    }),
    success: { kind: "json", status: 200, schema: flowMembersSchema },
    errors: ["invalid_cursor", ...STORE_ERRORS],
  },
  getSegmentTrend: {
    tag,
    summary: "The segment's size over time",
    access: reading,
    params,
    query: z.strictObject({
      from: timeSchema.optional().meta({ description: "Default: 90 days before `to`." }),
      to: timeSchema.optional().meta({ description: "Default: the workspace's now." }),
      unit: z.enum(SIZE_UNITS).optional().meta({
        description:
          "Points at the beginnings of these periods of the workspace's calendar, and one at `to`; not together with `from`. Without it they lie equally far apart; where neither end is named, at whole hours before a last one of now.",
      }),
      points: queryInteger({ min: 2, max: LIMITS.trendPoints, fallback: 13 }),
    }),
    success: { kind: "json", status: 200, schema: trendSchema },
    errors: ["definition_refused", ...STORE_ERRORS],
  },
});
