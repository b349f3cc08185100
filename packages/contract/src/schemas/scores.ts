import { z } from "zod";
import { SCORE_KINDS } from "../choices.ts";
import { LIMITS } from "../limits.ts";
import { actorSchema, idSchema, keySchema, timeSchema } from "./common.ts";
import { purposeKeySchema } from "./consent.ts";
import { definitionInputSchema, definitionProblemSchema } from "./segments.ts";

const purposeSchema = purposeKeySchema.nullable().meta({
  description:
    "What it may be used for: whoever does not allow it has no part in what compares it. Null asks nobody.",
});
const kindSchema = z.enum(SCORE_KINDS).meta({
  description:
    "`behaviour`: people with as many points did or are alike, so segments compare it. `lead`: it says where to invest first, and people with as many points may have nothing in common, so a segment is made of it only by whoever says so.",
});
const weightSchema = z.number().meta({
  description: "Added while the condition holds; at most 9 digits before the point and 4 behind it.",
});

export const scoreSchema = z
  .object({
    key: keySchema,
    name: z.string(),
    kind: kindSchema,
    purpose: purposeSchema,
    elements: z.array(
      z.object({ when: z.string().meta({ description: "A condition as a sentence." }), value: z.number() }),
    ),
    rev: z.int(),
    updatedAt: timeSchema,
    updatedBy: actorSchema,
    warnings: z.array(definitionProblemSchema).meta({
      description: "`unknown_purpose` where the workspace has none of that name, so that nobody is asked.",
    }),
  })
  .meta({
    id: "Score",
    description: 'The sum of the values whose conditions hold; definitions compare it: `score "lead" >= 60`.',
  });

export const scoresSchema = z.object({ scores: z.array(scoreSchema) });

export const scoreEditSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    kind: kindSchema,
    purpose: purposeSchema.optional(),
    elements: z.array(z.strictObject({ when: definitionInputSchema, value: weightSchema })).min(1),
    rev: z.int().min(0).meta({ description: "The revision this edit started from; 0 makes a new one." }),
  })
  .meta({ id: "ScoreEdit" });

const predictionSchema = z.strictObject({
  id: idSchema.meta({
    description:
      "Any id that somebody has, such as a user id or an anonymous id, never a person's number (`p123`). An id nobody has used yet is a user id.",
  }),
  value: z.number().nullable().meta({ description: "Null takes back what was said." }),
});

export const predictionsSchema = z
  .strictObject({ values: z.array(predictionSchema).min(1).max(LIMITS.predictionsAtOnce) })
  .meta({ id: "Predictions" });

export const predictionsSaidSchema = z
  .object({
    said: z.int(),
    refused: z.array(
      z.object({
        place: z.int().meta({ description: "Counted from 0." }),
        code: z.enum(["unfit_id", "unfit_number"]),
        message: z.string(),
      }),
    ),
    inForce: z.boolean().meta({
      description: "False while people are still being put together; it comes into force by itself.",
    }),
  })
  .meta({ id: "PredictionsSaid", description: "What is refused is left out; the rest is said." });

export type Score = z.infer<typeof scoreSchema>;
