import { z } from "zod";
import { PAGE_SIZES } from "../limits.ts";
import { describeRoutes } from "../route.ts";
import { cursorSchema, idSchema, pageLimit, personQuerySchema } from "../schemas/common.ts";
import {
  deleteEventsSchema,
  deletionIdSchema,
  eventDeletionPageSchema,
  eventDeletionSchema,
} from "../schemas/event-deletions.ts";

const tag = "People";
const reading = { role: "editor", scope: "people:read" } as const;

export const eventDeletionRoutes = describeRoutes({
  deletePersonEvents: {
    tag,
    summary: "Delete events of a person",
    description:
      "They count no more, as if they had never come: whoever is in a segment because of them leaves it, with the cause `correction`. Deleted are events that had come before this call under any of the person's ids; a second delivery of one of them does not bring it back. What they said of traits and of who is who stays. Not looked at are files of an import that is not carried out yet, and events that were refused. It cannot be taken back.",
    access: { role: "editor", scope: "people:write" },
    params: z.strictObject({
      id: idSchema.meta({ description: "Any id known for the person, or the person (`p123`)." }),
    }),
    query: personQuerySchema,
    body: deleteEventsSchema,
    success: { kind: "json", status: 202, schema: eventDeletionSchema },
    errors: ["several_people", "log_busy"],
  },
  listEventDeletions: {
    tag,
    summary: "Deletions of events and what is left of them, newest first",
    access: reading,
    query: z.strictObject({ after: cursorSchema.optional(), limit: pageLimit(PAGE_SIZES.standard) }),
    success: { kind: "json", status: 200, schema: eventDeletionPageSchema },
    errors: ["invalid_cursor"],
  },
  getEventDeletion: {
    tag,
    summary: "A deletion of events: each place, when it was or will be done",
    access: reading,
    params: z.strictObject({ id: deletionIdSchema }),
    success: { kind: "json", status: 200, schema: eventDeletionSchema },
    errors: [],
  },
});
