import { z } from "zod";
import { PAGE_SIZES } from "../limits.ts";
import { describeRoutes, JOB_ERRORS } from "../route.ts";
import { cursorSchema, idSchema, pageLimit, personQuerySchema } from "../schemas/common.ts";
import { erasureIdSchema, erasurePageSchema, erasureSchema } from "../schemas/erasures.ts";
import { jobSchema } from "../schemas/jobs.ts";

const tag = "People";
const reading = { role: "admin", scope: "people:read" } as const;
const writing = { role: "admin", scope: "people:write" } as const;

export const erasureRoutes = describeRoutes({
  erasePerson: {
    tag,
    summary: "Forget a person for good",
    description:
      "Everything known under any of their ids is gone for whoever asks; `places` tells when it has left the files too. Events for a time before this are passed over from then on, later ones are of somebody new. It cannot be taken back.",
    access: writing,
    params: z.strictObject({
      id: idSchema.meta({
        description:
          "Any id known for the person, or the person (`p123`). Where somebody else has it too, as a user id and as an e-mail address, neither is forgotten before one is named by its `p` number and `as=number`.",
      }),
    }),
    query: personQuerySchema,
    success: { kind: "json", status: 202, schema: erasureSchema },
    errors: ["several_people", "log_busy"],
  },
  listErasures: {
    tag,
    summary: "Erasures and what is left of them, newest first",
    access: reading,
    query: z.strictObject({ after: cursorSchema.optional(), limit: pageLimit(PAGE_SIZES.standard) }),
    success: { kind: "json", status: 200, schema: erasurePageSchema },
    errors: ["invalid_cursor"],
  },
  getErasure: {
    tag,
    summary: "The proof of an erasure: each place, when it was or will be done",
    access: reading,
    params: z.strictObject({ id: erasureIdSchema }),
    success: { kind: "json", status: 200, schema: erasureSchema },
    errors: [],
  },
  clearErased: {
    tag,
    summary: "Clear erased people from the files now",
    description: "What happens every night by itself. Answers at once with a job.",
    access: writing,
    success: { kind: "json", status: 202, schema: jobSchema },
    errors: JOB_ERRORS,
  },
});
