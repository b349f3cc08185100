import { describeRoutes, JOB_ERRORS, STORE_ERRORS } from "../route.ts";
import { jobSchema } from "../schemas/jobs.ts";
import {
  retentionAskSchema,
  retentionEditSchema,
  retentionPreviewSchema,
  retentionSchema,
} from "../schemas/retention.ts";

const tag = "Events";
const reading = { role: "viewer", scope: "workspace:read" } as const;
const writing = { role: "admin", scope: "workspace:write" } as const;

export const retentionRoutes = describeRoutes({
  getRetention: {
    tag,
    summary: "How long events are kept, by name",
    access: reading,
    success: { kind: "json", status: 200, schema: retentionSchema },
    errors: [],
  },
  editRetention: {
    tag,
    summary: "Say how long events are kept",
    description:
      "From now on an event that comes older than its rule says is dropped and counted. What is stored and older is deleted the next night, or with a call of `applyRetention`; it cannot be taken back.",
    access: writing,
    body: retentionEditSchema,
    success: { kind: "json", status: 200, schema: retentionSchema },
    errors: ["conflict", "log_busy"],
  },
  previewRetention: {
    tag,
    summary: "What rules would delete now",
    access: reading,
    body: retentionAskSchema,
    success: { kind: "json", status: 200, schema: retentionPreviewSchema },
    errors: [...STORE_ERRORS],
  },
  applyRetention: {
    tag,
    summary: "Delete events that are older than they are kept",
    description:
      "What happens every night by itself. Answers at once with a job. Memberships of the people concerned are worked out anew: whoever enters or leaves does so with the cause `retention`.",
    access: writing,
    success: { kind: "json", status: 202, schema: jobSchema },
    errors: JOB_ERRORS,
  },
});
