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
    get items() {
      return z
        .object({ properties: z.array(knownPropertySchema), closed: z.boolean() })
        .optional()
        .meta({
          description: "Where it was a list: what its items look like, by paths that begin inside an item.",
        });
    },
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
        currencies: z
          .array(
            z.object({
              said: z
                .string()
                .nullable()
                .meta({ description: "As the event says; null where it says none." }),
              own: z.string().nullable().meta({
                description: "Of the amounts that it took along; null where it has none.",
              }),
              events: z.int(),
            }),
          )
          .optional()
          .meta({ description: "Of the newest events that hold money, in which currencies they are." }),
      }),
    ),
    eventsClosed: z.boolean().meta({ description: "Whether these are all events." }),
    traits: z.array(knownPropertySchema),
    traitsClosed: z.boolean(),
    accountTraits: z.array(knownPropertySchema).meta({
      description: "Of accounts: of some hundreds of them what they look like.",
    }),
    segments: z.array(knownNameSchema),
    lists: z.array(knownNameSchema),
    currency: z.string().nullable().meta({ description: "The workspace's own; null while it has none." }),
    groups: z.array(knownNameSchema).meta({ description: "Subscription groups." }),
    computed: z.array(knownNameSchema).meta({ description: "Computed traits." }),
    occasions: z.array(z.object({ name: z.string(), countries: z.array(z.string()) })).meta({
      description: "Of the shipped calendar and the workspace's own, with the countries they name.",
    }),
    at: timeSchema.meta({ description: "When events and traits were looked at." }),
  })
  .meta({ id: "Vocabulary" });

export type VocabularyAnswer = z.infer<typeof vocabularySchema>;
