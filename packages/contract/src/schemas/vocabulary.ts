import { z } from "zod";
import { timeSchema } from "./common.ts";

const knownNameSchema = z.object({ key: z.string(), name: z.string() });

const knownPropertySchema = z
  .object({
    path: z.array(z.string()).meta({ description: "Keys from the outside in." }),
    seen: z.int().meta({ description: "Values looked at." }),
    readings: z.array(z.enum(["text", "number", "time", "boolean"])).meta({
      description: "As what at least one value can be read; empty of lists and objects.",
    }),
    values: z.array(z.string()).meta({
      description: "The most frequent values as JSON text; what was there once is never listed.",
    }),
    closed: z.boolean().meta({ description: "Whether `values` are all there were." }),
    asked: z
      .object({ survey: z.string(), text: z.string(), tag: z.string().nullable() })
      .optional()
      .meta({ description: "Of a trait that holds the answers to a question of a survey." }),
  })
  .meta({ id: "KnownProperty" });

export const vocabularySchema = z
  .object({
    events: z.array(
      z.object({
        name: z.string(),
        count: z.int(),
        looked: z.int().meta({
          description: "How many of the newest were looked at for properties; 0 of the rarer events.",
        }),
        properties: z.array(knownPropertySchema),
        closed: z.boolean().meta({ description: "Whether these are all properties of those looked at." }),
      }),
    ),
    eventsClosed: z.boolean().meta({ description: "Whether these are all events." }),
    traits: z.array(knownPropertySchema),
    traitsClosed: z.boolean(),
    segments: z.array(knownNameSchema),
    lists: z.array(knownNameSchema),
    groups: z.array(knownNameSchema).meta({ description: "Subscription groups." }),
    occasions: z.array(z.object({ name: z.string(), countries: z.array(z.string()) })).meta({
      description: "Of the shipped calendar and the workspace's own, with the countries they name.",
    }),
    at: timeSchema.meta({ description: "When events and traits were looked at." }),
  })
  .meta({ id: "Vocabulary" });

export type VocabularyAnswer = z.infer<typeof vocabularySchema>;
