import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { actorSchema, timeSchema } from "./common.ts";
import { timeFields } from "./imports.ts";

const text = z.string().max(LIMITS.schemaText);
const field = text.min(1).meta({
  description:
    "First key of the properties, or of the traits for `$identify` and `$group`; or a place inside: `address.city`, `products[].price`, `tags[]`.",
});

const ruleSchema = z
  .discriminatedUnion("do", [
    z.strictObject({ field, do: z.literal("trim") }),
    z.strictObject({ field, do: z.literal("lower") }),
    z.strictObject({ field, do: z.literal("upper") }),
    z.strictObject({
      field,
      do: z.literal("map"),
      values: z
        .array(z.strictObject({ from: text, to: text }))
        .min(1)
        .max(LIMITS.cleanedValues),
    }),
    z.strictObject({
      field,
      do: z.literal("number"),
      decimal: z.enum([".", ","]).default(".").meta({ description: "Other marks are those of thousands." }),
    }),
    z.strictObject({ field, do: z.literal("date"), ...timeFields }),
    z.strictObject({
      field,
      do: z.literal("drop"),
      values: z.array(text).max(LIMITS.cleanedValues).meta({
        description: "The value goes where its text is one of these; with none it always goes.",
      }),
    }),
  ])
  .meta({
    id: "CleaningRule",
    description:
      "What is done to the values of a field. Texts alone are touched; what `number` and `date` cannot read stays as it was and is counted.",
  });

const rules = z.array(ruleSchema).max(LIMITS.cleaningRules);

export const cleaningEditSchema = z.strictObject({ rules, rev: z.int().min(0) }).meta({
  id: "CleaningEdit",
  description: "All rules of the event in their order; each is carried out on what the one before left.",
});

export const cleaningAskSchema = z.strictObject({ rules });

const cleaningFields = {
  event: z.string(),
  rules: z.array(ruleSchema),
  version: z.int(),
  rev: z.int(),
  updatedAt: timeSchema,
  updatedBy: actorSchema,
};

export const eventCleaningSchema = z
  .object({
    ...cleaningFields,
    counts: z
      .array(
        z.object({
          field: z.string(),
          outcome: z.enum(["cleaned", "uncleaned"]).meta({
            description: "A value was changed or dropped, or could not be read and stayed.",
          }),
          day: z.int(),
          week: z.int(),
        }),
      )
      .meta({ description: "In the last 24 hours and 7 days." }),
  })
  .meta({ id: "EventCleaning" });

export const cleaningSchema = z.object({ events: z.array(eventCleaningSchema) });
export const cleaningVersionsSchema = z.object({ versions: z.array(z.object(cleaningFields)) });

export const cleaningPreviewSchema = z
  .object({
    looked: z.int().meta({
      description: `How many events it is about: the newest that are stored, at most ${LIMITS.cleaningPreview}, as the rules of their day left them.`,
    }),
    fields: z.array(
      z.object({
        field: z.string(),
        values: z
          .int()
          .meta({ description: "How many there are; of a place inside of a list one for each item." }),
        changed: z.int(),
        dropped: z.int(),
        unread: z.int().meta({ description: "Neither a number nor a date of this form; they would stay." }),
        examples: z
          .array(
            z.object({
              before: z.string().meta({ description: "JSON text." }),
              after: z.string().nullable().meta({ description: "JSON text; null where the field goes." }),
              unread: z.boolean(),
              count: z.int(),
            }),
          )
          .meta({ description: "The ten most frequent." }),
      }),
    ),
  })
  .meta({ id: "CleaningPreview" });

export type CleaningRule = z.infer<typeof ruleSchema>;
export type EventCleaning = z.infer<typeof eventCleaningSchema>;
export type CleaningPreview = z.infer<typeof cleaningPreviewSchema>;
