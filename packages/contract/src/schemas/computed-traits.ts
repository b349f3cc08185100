import { z } from "zod";
import { actorSchema, idSchema, keySchema, timeSchema } from "./common.ts";
import { definitionProblemSchema } from "./segments.ts";

const definitionSchema = z
  .string()
  .min(1)
  .meta({
    description:
      '`count of purchase in last 90 days`, `sum of purchase.revenue`, `newest "Page Viewed".utm_source`, `most frequent hour of purchase`, `days since last purchase`, `mobile else phone`.',
    examples: ["sum of purchase.revenue in last 365 days"],
  });

export const computedTraitSchema = z
  .object({
    key: keySchema,
    name: z.string(),
    definition: definitionSchema,
    rev: z.int(),
    updatedAt: timeSchema,
    updatedBy: actorSchema,
  })
  .meta({ id: "ComputedTrait" });

export const computedTraitsSchema = z.object({ computedTraits: z.array(computedTraitSchema) });

export const computedTraitEditSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    definition: definitionSchema,
    rev: z.int().min(0).meta({ description: "The revision this edit started from; 0 makes a new one." }),
  })
  .meta({ id: "ComputedTraitEdit" });

export const computedTrySchema = z
  .strictObject({
    definition: definitionSchema,
    person: idSchema.optional().meta({ description: "Any id of somebody whose value is asked for." }),
  })
  .meta({ id: "ComputedTry" });

const valueSchema = z.unknown().meta({ description: "Any JSON value; null where it is absent." });

export const computedTriedSchema = z
  .object({
    definition: z.string().nullable().meta({ description: "As it is kept; null when it has problems." }),
    problems: z.array(definitionProblemSchema),
    value: valueSchema,
  })
  .meta({ id: "ComputedTried" });

export const personComputedSchema = z
  .object({
    at: timeSchema,
    values: z.array(
      z.object({ key: keySchema, name: z.string(), definition: z.string(), value: valueSchema }),
    ),
  })
  .meta({ id: "PersonComputed", description: "Made of the person's whole history when it is asked for." });

export type ComputedTrait = z.infer<typeof computedTraitSchema>;
export type PersonComputed = z.infer<typeof personComputedSchema>;
