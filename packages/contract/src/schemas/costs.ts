import { z } from "zod";
import { COST_KINDS } from "../choices.ts";
import { LIMITS } from "../limits.ts";
import { currencySchema, signedAmountSchema } from "./amount.ts";
import { actorSchema, keySchema, nextSchema, timeSchema } from "./common.ts";

const costIdSchema = z
  .string()
  .min(1)
  .max(LIMITS.costIdLength)
  .regex(/^[^\p{Cc}\p{Surrogate}]+$/u, "must hold no control characters")
  .meta({ description: "The caller's own: an entry that is sent again is there once." });

const kindSchema = z.enum(COST_KINDS);

/** The times of entries: the earliest or the newest first. */
export const costOrderSchema = z.enum(["earliest", "newest"]);

const whatShape = {
  message: z
    .string()
    .min(1)
    .max(LIMITS.costMessageLength)
    .optional()
    .meta({ description: "The caller's name of a message." }),
  segment: keySchema.optional().meta({ description: "Key of a segment." }),
};

const entryShape = {
  id: costIdSchema,
  at: timeSchema.meta({ description: "When it was spent." }),
  kind: kindSchema,
  note: z.string().max(LIMITS.costNoteLength).optional(),
};

export const costEntrySchema = z
  .strictObject({
    ...entryShape,
    amount: signedAmountSchema,
    currency: currencySchema,
    what: z.strictObject(whatShape).optional(),
  })
  .meta({ id: "CostEntry", description: "What something cost." });

export const costSchema = z
  .object({
    ...entryShape,
    amount: z.string().meta({ description: "Exact.", examples: ["0.035"] }),
    currency: z.string(),
    what: z.object(whatShape),
    note: z.string().nullable(),
    notedAt: timeSchema,
    notedBy: actorSchema,
  })
  .meta({ id: "Cost", description: "An entry of the cost ledger. It is never changed." });

export const costPageSchema = z
  .object({
    costs: z.array(costSchema),
    sums: z
      .array(z.object({ kind: kindSchema, currency: z.string(), amount: z.string(), entries: z.int() }))
      .nullable()
      .meta({ description: "Exact, of all entries of the period; null of a page behind `after`." }),
    next: nextSchema,
  })
  .meta({ id: "CostPage" });

export type Cost = z.infer<typeof costSchema>;
export type CostPage = z.infer<typeof costPageSchema>;
export type CostEntry = z.input<typeof costEntrySchema>;
