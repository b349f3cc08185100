import { z } from "zod";
import { PAGE_SIZES } from "../limits.ts";
import { describeRoutes, JOB_ERRORS, STORE_ERRORS } from "../route.ts";
import { cursorSchema, idSchema, pageLimit } from "../schemas/common.ts";
import { demoRemovalSchema } from "../schemas/demo.ts";
import { jobPageSchema, jobSchema } from "../schemas/jobs.ts";

const tag = "Jobs";
const reading = { role: "viewer", scope: "workspace:read" } as const;
const params = z.strictObject({ id: idSchema });

export const jobRoutes = describeRoutes({
  startDemo: {
    tag,
    summary: "Import the demo data",
    description: "Answers at once with a job; follow it with `streamJobProgress`.",
    access: { role: "editor", scope: "events:write" },
    success: { kind: "json", status: 202, schema: jobSchema },
    errors: JOB_ERRORS,
  },
  getDemoRemoval: {
    tag,
    summary: "What goes when the demo data is removed, and how far that is",
    access: { role: "admin", scope: "workspace:write" },
    success: { kind: "json", status: 200, schema: demoRemovalSchema },
    errors: STORE_ERRORS,
  },
  startDemoRemoval: {
    tag,
    summary: "Remove the demo data",
    description:
      "Answers at once with a job; follow it with `streamJobProgress`. What a person made stays, and so does whoever has events of their own. Goes on with a removal that was stopped.",
    access: { role: "admin", scope: "workspace:write" },
    success: { kind: "json", status: 202, schema: jobSchema },
    errors: [...JOB_ERRORS, "not_found"],
  },
  listJobs: {
    tag,
    summary: "Jobs, newest first",
    access: reading,
    query: z.strictObject({ after: cursorSchema.optional(), limit: pageLimit(PAGE_SIZES.standard) }),
    success: { kind: "json", status: 200, schema: jobPageSchema },
    errors: ["invalid_cursor"],
  },
  getJob: {
    tag,
    summary: "One job",
    access: reading,
    params,
    success: { kind: "json", status: 200, schema: jobSchema },
    errors: [],
  },
  streamJobProgress: {
    tag,
    summary: "Follow a job",
    description:
      "Begins with the job as it stands, so a new connection after a reload shows the same. Ends after done, failed or cancelled.",
    access: reading,
    params,
    success: { kind: "sse", status: 200, events: { progress: jobSchema } },
    errors: ["too_many_streams"],
  },
  pauseJob: {
    tag,
    summary: "Pause a job",
    description:
      "The job stops at its next safe point and keeps its place, also through restarts of the server.",
    access: { role: "editor", scope: "workspace:write" },
    params,
    success: { kind: "json", status: 202, schema: jobSchema },
    errors: ["job_finished", "job_not_pausable"],
  },
  resumeJob: {
    tag,
    summary: "Go on with a paused job",
    access: { role: "editor", scope: "workspace:write" },
    params,
    success: { kind: "json", status: 202, schema: jobSchema },
    errors: ["job_not_paused", "store_unavailable"],
  },
  cancelJob: {
    tag,
    summary: "Cancel a job",
    description: "The job stops at its next safe point; what it has done stays done.",
    access: { role: "editor", scope: "workspace:write" },
    params,
    success: { kind: "json", status: 202, schema: jobSchema },
    errors: ["job_finished", "job_goes_on"],
  },
});
