import { z } from "zod";
import { LIMITS, PAGE_SIZES } from "../limits.ts";
import { describeRoutes, STORE_ERRORS } from "../route.ts";
import { cursorSchema, pageLimit } from "../schemas/common.ts";
import { auditedEventsSchema, auditedFieldsSchema, segmentWarningsSchema } from "../schemas/data-audit.ts";
import { segmentKeySchema } from "../schemas/segments.ts";

const tag = "Events";
const reading = { role: "viewer", scope: "events:read" } as const;
const page = { after: cursorSchema.optional(), limit: pageLimit(PAGE_SIZES.standard) };
const errors = ["invalid_cursor", ...STORE_ERRORS] as const;

export const dataAuditRoutes = describeRoutes({
  auditEvents: {
    tag,
    summary: "What is sent: each event with its volume and the segments that read it",
    access: reading,
    query: z.strictObject(page),
    success: { kind: "json", status: 200, schema: auditedEventsSchema },
    errors,
  },
  auditFields: {
    tag,
    summary: "The fields of an event: how filled, of which kinds, how many values",
    description: `Of the newest events, at most ${LIMITS.auditedEvents} of them, and exact among these.`,
    access: reading,
    query: z.strictObject({ event: z.string().min(1).max(LIMITS.idLength), ...page }),
    success: { kind: "json", status: 200, schema: auditedFieldsSchema },
    errors,
  },
  downloadDataAudit: {
    tag,
    summary: "The whole audit as a CSV file, a line for each field",
    description: "What a spreadsheet would run as a formula begins with an apostrophe.",
    access: reading,
    success: { kind: "file", status: 200, type: "text/csv" },
    errors: [...STORE_ERRORS],
  },
  getSegmentWarnings: {
    tag: "Segments",
    summary: "What is wrong with the data that a segment reads, and with what it says",
    access: { role: "viewer", scope: "segments:read" },
    params: z.strictObject({ key: segmentKeySchema }),
    success: { kind: "json", status: 200, schema: segmentWarningsSchema },
    errors: [...STORE_ERRORS],
  },
});
