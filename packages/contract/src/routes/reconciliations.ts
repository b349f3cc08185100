import { describeRoutes, JOB_ERRORS } from "../route.ts";
import { jobSchema } from "../schemas/jobs.ts";
import { reconciliationsSchema } from "../schemas/reconciliations.ts";

const tag = "Transitions";

export const reconciliationRoutes = describeRoutes({
  reconcileMembership: {
    tag,
    summary: "Compare live membership with the history, and mend what differs",
    description:
      "A job, as runs by itself from time to time. Whole segments are compared with the event store, then people with their whole history: whoever these disagree about, and some by chance. Who differs is loaded anew; what was told wrongly is told right by transitions with the cause `correction`.",
    access: { role: "editor", scope: "workspace:write" },
    success: { kind: "json", status: 202, schema: jobSchema },
    errors: JOB_ERRORS,
  },
  listReconciliations: {
    tag,
    summary: "What reconciliations have found",
    access: { role: "viewer", scope: "people:read" },
    success: { kind: "json", status: 200, schema: reconciliationsSchema },
    errors: [],
  },
});
