import { z } from "zod";
import { PAGE_SIZES } from "../limits.ts";
import { describeRoutes, JOB_ERRORS } from "../route.ts";
import { costFileSchema, costGuessSchema } from "../schemas/cost-files.ts";
import { cursorSchema, idSchema, pageLimit, timeSchema } from "../schemas/common.ts";
import { costEntrySchema, costOrderSchema, costPageSchema, costSchema } from "../schemas/costs.ts";
import { jobSchema } from "../schemas/jobs.ts";

const tag = "Costs";

/** What messages, discounts and hours cost. */
export const costRoutes = describeRoutes({
  noteCost: {
    tag,
    summary: "Note what something cost",
    description:
      "An entry of an id that is there already is not noted twice: the answer is the one that is there, and another content is refused.",
    access: { role: "editor", scope: "workspace:write" },
    body: costEntrySchema,
    exactNumbers: true,
    success: { kind: "json", status: 200, schema: costSchema },
    errors: ["already_exists", "too_many"],
  },
  listCosts: {
    tag,
    summary: "Costs of a period, with their sums",
    description: "In the order of their times. `after` goes on in the order of the page it came with.",
    access: { role: "viewer", scope: "workspace:read" },
    query: z.strictObject({
      from: timeSchema.optional(),
      to: timeSchema.optional().meta({ description: "Not included." }),
      order: costOrderSchema.optional().meta({ description: "`earliest` first unless said otherwise." }),
      after: cursorSchema.optional(),
      limit: pageLimit(PAGE_SIZES.standard),
    }),
    success: { kind: "json", status: 200, schema: costPageSchema },
    errors: ["invalid_cursor"],
  },
  guessCostMapping: {
    tag,
    summary: "Which columns of an uploaded file say what something cost, as far as can be guessed",
    access: { role: "editor", scope: "workspace:write" },
    params: z.strictObject({ file: idSchema }),
    success: { kind: "json", status: 200, schema: costGuessSchema },
    errors: [],
  },
  importCosts: {
    tag,
    summary: "Note the costs that an uploaded file holds, or check what that would do",
    description:
      "A job does it; its `result` is a `CostFileResult`. A row with a mistake is told with its place and reason, and nothing of it is noted; the others are. A file that comes again notes nothing twice. A job that is cut off begins again. A file that was read is deleted, one that was checked stays.",
    access: { role: "editor", scope: "workspace:write" },
    body: costFileSchema,
    success: { kind: "json", status: 202, schema: jobSchema },
    errors: ["not_found", ...JOB_ERRORS, "unreadable_file"],
  },
});
