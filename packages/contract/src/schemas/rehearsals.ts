import { z } from "zod";
import { LIMITS, PAGE_SIZES } from "../limits.ts";
import { purposeKeySchema } from "./consent.ts";
import { cursorSchema, dateSchema, nextSchema, pageLimit, timeSchema, zoneSchema } from "./common.ts";
import { askedFor, definitionInputSchema, memberSchema, segmentKeySchema } from "./segments.ts";

export const rehearseRequestSchema = z
  .strictObject({
    segment: segmentKeySchema.optional().meta({
      description: "The segment it is of. With a `definition`, the one that this is meant for.",
    }),
    definition: definitionInputSchema.optional().meta({
      description: "Needs not be saved. Default: that of the segment, with its purpose.",
    }),
    purpose: askedFor,
    channel: purposeKeySchema.optional().meta({
      description: "Besides, only people who allow this purpose.",
    }),
    from: timeSchema.optional().meta({ description: "Default: `days` before `to`." }),
    days: z.int().min(1).max(LIMITS.rehearsalDays).optional().meta({
      description: "How long the span is, where no `from` is given.",
      default: 30,
    }),
    to: timeSchema.optional().meta({
      description: `Default: the workspace's now, behind which it may not lie. At most ${LIMITS.rehearsalDays} days behind \`from\`.`,
    }),
  })
  .refine(({ segment, definition }) => segment !== undefined || definition !== undefined, {
    message: "`segment` or `definition` must be there",
  })
  .meta({ id: "RehearseRequest" });

const daySchema = z
  .object({
    day: dateSchema,
    until: timeSchema.meta({ description: "Up to and including this instant." }),
    entries: z.int().meta({ description: "How often somebody came in." }),
    exits: z.int(),
    entered: z.int().meta({ description: "People who came in at least once." }),
    left: z.int(),
    size: z.int().meta({ description: "People in at the end of the day." }),
  })
  .meta({ id: "RehearsedDay" });

const definitionShown = z.object({ text: z.string() });

export const rehearsalSchema = z
  .object({
    id: z.string().meta({ description: "That of its job.", examples: ["j12"] }),
    segment: segmentKeySchema.nullable(),
    definition: definitionShown,
    purpose: z.string().nullable(),
    channel: z.string().nullable(),
    from: timeSchema,
    to: timeSchema,
    zone: zoneSchema.meta({ description: "Days are those of this zone; the first and the last may be cut." }),
    finishedAt: timeSchema,
    offset: z.int().meta({ description: "Everything up to this log record was read." }),
    people: z.int().meta({ description: "How many were looked at." }),
    before: z.int().meta({ description: "People in at the beginning." }),
    entered: z.int().meta({ description: "People who came in at least once." }),
    left: z.int().meta({ description: "People who went at least once." }),
    days: z.array(daySchema).meta({ description: "Without gaps, oldest first." }),
    plans: z.int().meta({
      description:
        "How many thresholds in force followed each other; 1 for a definition without places among people.",
    }),
    isWorkedOut: z.boolean().meta({
      description: "No threshold was in force at the beginning, so it was worked out as of then.",
    }),
  })
  .meta({
    id: "Rehearsal",
    description:
      "As of each instant: by the events up to it, with today's identity and consent and the thresholds in force then. Somebody who was not known yet is in nothing.",
  });

export const rehearsalsSchema = z.object({
  running: z
    .object({ job: z.string(), segment: segmentKeySchema.nullable() })
    .nullable()
    .meta({ description: "The rehearsal under way, whatever it is of; null without one." }),
  rehearsals: z.array(rehearsalSchema).meta({ description: "Newest first; ten are kept." }),
});

export const rehearsedPeopleQuerySchema = z.strictObject({
  side: z.enum(["before", "entered", "left", "in"]).optional().meta({
    default: "entered",
    description: "`before`: in at the beginning of the span; `in`: at the end of the day, or of the span.",
  }),
  day: dateSchema.optional().meta({ description: "Of this day alone; else of the whole span." }),
  after: cursorSchema.optional(),
  limit: pageLimit(PAGE_SIZES.standard),
});

export const rehearsedPeopleSchema = z
  .object({
    people: z.array(
      memberSchema.extend({
        wasIn: z.boolean().meta({ description: "Whether the person was in at the beginning of the span." }),
        changes: z
          .array(z.object({ at: timeSchema, entered: z.boolean() }))
          .meta({ description: "All of the span, oldest first." }),
      }),
    ),
    next: nextSchema,
  })
  .meta({ id: "RehearsedPeople", description: "Of whoever was erased since nothing is left." });

export type RehearseRequest = z.infer<typeof rehearseRequestSchema>;
export type Rehearsal = z.infer<typeof rehearsalSchema>;
export type Rehearsals = z.infer<typeof rehearsalsSchema>;
export type RehearsedDay = z.infer<typeof daySchema>;
export type RehearsedPeople = z.infer<typeof rehearsedPeopleSchema>;
