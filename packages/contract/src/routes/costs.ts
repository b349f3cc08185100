import { z } from "zod";
import { PAGE_SIZES } from "../limits.ts";
import { describeRoutes } from "../route.ts";
import { cursorSchema, pageLimit, timeSchema } from "../schemas/common.ts";
import { costEntrySchema, costOrderSchema, costPageSchema, costSchema } from "../schemas/costs.ts";

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
});
