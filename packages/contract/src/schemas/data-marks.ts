import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { actorSchema, timeSchema } from "./common.ts";
import { MARKS } from "../choices.ts";
import { recentSchema } from "./tracking-plan.ts";

export const markSchema = z.enum(MARKS).meta({
  id: "Mark",
  description:
    "`mandatory`: the audit tells where it is missing. `unnecessary`: it is no longer kept, from the next event on.",
});

const nameSchema = z.string().min(1).max(LIMITS.schemaText);
const fieldMarksSchema = z
  .record(nameSchema, markSchema)
  .refine(
    (fields) => Object.keys(fields).length <= LIMITS.markedFields,
    `at most ${LIMITS.markedFields} fields`,
  )
  .meta({
    description:
      "By the first key of the properties, or of the traits for `$identify` and `$group`; or by a place inside: `address.city`, `products[].price`, `tags[]`.",
  });

const marks = { mark: markSchema.nullable(), fields: fieldMarksSchema };

export const marksEditSchema = z
  .strictObject({
    ...marks,
    rev: z.int().min(0),
    anyway: z.boolean().default(false).meta({
      description: "Also where something reads what will no longer be kept.",
    }),
  })
  .meta({ id: "MarksEdit", description: "All marks of the event as they shall stand." });

export const marksAskSchema = z.strictObject(marks);

const keys = z.array(z.string());

const readersFields = {
  segments: keys,
  scores: keys,
  computedTraits: keys,
  models: keys,
  surveys: keys.meta({ description: "Surveys whose answers these events are." }),
  templates: keys.meta({
    description: "Ready-made segments that name it; they keep nothing from being dropped.",
  }),
};

export const marksPreviewSchema = z.object({
  stopped: z
    .array(
      z
        .object({
          field: z.string().nullable().meta({ description: "Null for the event as a whole." }),
          ...readersFields,
        })
        .meta({ id: "NoLongerKept" }),
    )
    .meta({ description: "What is kept now and would be kept no longer, with the keys of what reads it." }),
});

export const eventMarksSchema = z
  .object({
    event: z.string(),
    ...marks,
    rev: z.int(),
    updatedAt: timeSchema,
    updatedBy: actorSchema,
    dropped: z
      .array(z.object({ field: z.string().nullable(), ...recentSchema.shape }))
      .meta({ description: "What was dropped in the last week; `field` null for the event as a whole." }),
  })
  .meta({ id: "EventMarks" });

export const marksSchema = z.object({ events: z.array(eventMarksSchema) });

export type EventMarks = z.infer<typeof eventMarksSchema>;
export type NoLongerKept = z.infer<typeof marksPreviewSchema>["stopped"][number];
