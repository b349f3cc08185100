import { z } from "zod";
import { TRANSITION_KINDS } from "../choices.ts";
import { PAGE_SIZES } from "../limits.ts";
import { describeRoutes, STORE_ERRORS } from "../route.ts";
import { cursorSchema, dateSchema, idSchema, pageLimit } from "../schemas/common.ts";
import { segmentKeySchema } from "../schemas/segments.ts";
import { transitionPageSchema, transitionSchema } from "../schemas/transitions.ts";

const tag = "Transitions";
const readingPeople = { role: "viewer", scope: "people:read" } as const;
const segment = segmentKeySchema.optional().meta({ description: "Only transitions of this segment." });

export const transitionRoutes = describeRoutes({
  listTransitions: {
    tag,
    summary: "Who entered and left which segment, in the order it happened",
    description:
      "A durable log: a reader keeps `next` and goes on from there, and meets every transition once. A page may be shorter than `limit`, or empty, while there is more that was not asked for: read on until `next` stays the same. What is chosen is found by an index where the newest come first, and without those of people who were erased. A place that the log never told, for it began anew or was put back from an older copy, is refused with `invalid_cursor`.",
    access: readingPeople,
    query: z.strictObject({
      after: cursorSchema
        .optional()
        .meta({ description: "`next` of the page before; from the oldest, or the newest, without it." }),
      order: z.enum(["oldest", "newest"]).optional().meta({
        description:
          "Which come first; the oldest without it. Only so does a reader meet every transition once.",
      }),
      limit: pageLimit(PAGE_SIZES.transitions),
      segment,
      person: idSchema.optional().meta({ description: "Only of this person, by any of their ids." }),
      kind: z.enum(TRANSITION_KINDS).optional(),
      from: dateSchema.optional().meta({
        description: "The first day, of the workspace's zone, by when the truth changed.",
      }),
      to: dateSchema.optional().meta({ description: "The last day." }),
    }),
    success: { kind: "json", status: 200, schema: transitionPageSchema },
    errors: ["invalid_cursor", ...STORE_ERRORS],
  },
  streamTransitions: {
    tag,
    summary: "Transitions as they happen",
    description:
      "Server-sent events. Each carries its `seq` as event id, so a reader that was cut off goes on with `Last-Event-ID` (or `after`) and misses nothing, however slowly it reads. Without either it begins with what happens next. A place that the log never told, for it began anew or was put back from an older copy, is refused with `invalid_cursor`.",
    access: readingPeople,
    query: z.strictObject({ after: cursorSchema.optional(), segment }),
    success: { kind: "sse", status: 200, events: { transition: transitionSchema } },
    errors: ["too_many_streams", "invalid_cursor"],
  },
});
