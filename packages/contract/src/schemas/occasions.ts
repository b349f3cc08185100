import { faultOfRule } from "@habitus/segments";
import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { actorSchema, keySchema, timeSchema } from "./common.ts";

const countrySchema = z
  .string()
  .regex(/^[A-Za-z]{2}$/, "must be the two letters of a country")
  .transform((country) => country.toUpperCase());

const ruleSchema = z
  .string()
  .trim()
  .max(LIMITS.occasionRuleLength)
  .superRefine((on, issues) => {
    const fault = faultOfRule(on);
    if (fault !== null) issues.addIssue({ code: "custom", message: fault });
  })
  .meta({
    description: "When it is there, as `2nd sunday of may`, `25 december`, `2 days before easter` or dates.",
  });

const daysSchema = z.strictObject({
  countries: z
    .array(countrySchema)
    .min(1)
    .max(LIMITS.occasionCountries)
    .nullable()
    .meta({ description: "Two letters each; null is everywhere that no other entry names." }),
  on: ruleSchema,
});

export const occasionSchema = z
  .object({
    key: keySchema,
    name: z.string(),
    days: z.array(z.object({ countries: z.array(z.string()).nullable(), on: z.string() })),
    rev: z.int(),
    updatedAt: timeSchema,
    updatedBy: actorSchema,
  })
  .meta({
    id: "Occasion",
    description:
      "Named days of the workspace's own; definitions ask `occasion \"Founders' Day\" in next 3 days`.",
  });

export const occasionsSchema = z.object({ occasions: z.array(occasionSchema) });

export const occasionEditSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(120).meta({
      description: "One that the shipped calendar has too stands in its place.",
    }),
    days: z.array(daysSchema).min(1).max(LIMITS.occasionEntries),
    rev: z.int().min(0).meta({ description: "The revision this edit started from; 0 makes a new one." }),
  })
  .meta({ id: "OccasionEdit" });

export type Occasion = z.infer<typeof occasionSchema>;
