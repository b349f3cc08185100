import { z } from "zod";
import { COST_KINDS } from "../choices.ts";
import { LIMITS } from "../limits.ts";
import { currencySchema } from "./amount.ts";
import { idSchema } from "./common.ts";
import { columnSchema, timeFields } from "./imports.ts";

const column = columnSchema.nullable();
const filling = "Null where no column says it.";

export const costMappingSchema = z
  .strictObject({
    at: z.strictObject({ column: columnSchema, ...timeFields }).meta({ description: "When it was spent." }),
    amount: z.strictObject({ column: columnSchema, decimal: z.enum([".", ","]) }),
    currency: z.strictObject({
      column,
      constant: currencySchema.nullable().meta({ description: "Of rows that say none." }),
    }),
    kind: z.strictObject({
      column,
      constant: z.enum(COST_KINDS).nullable().meta({ description: "Of rows that say none." }),
    }),
    id: column.meta({
      description:
        "The caller's own ids. Without them an id is made of what the row says and of how many rows before it say the same, so a file that comes again is known.",
    }),
    message: column.meta({ description: filling }),
    segment: column.meta({ description: `Keys of segments. ${filling}` }),
    note: column.meta({ description: filling }),
  })
  .meta({ id: "CostMapping", description: "Which columns of a file say what something cost." });

const { at, amount } = costMappingSchema.shape;
const toFillIn = column.meta({ description: "Null where no column says it: to be filled in." });

export const costDraftSchema = costMappingSchema
  .extend({ at: at.extend({ column: toFillIn }), amount: amount.extend({ column: toFillIn }) })
  .meta({
    id: "CostDraft",
    description: "A mapping to begin with, in which something may still be missing.",
  });

export const costFileSchema = z
  .strictObject({
    file: idSchema.meta({ description: "An uploaded file (`POST /api/imports/files`)." }),
    mode: z.enum(["check", "run"]).meta({ description: "`check` reads the whole file and notes nothing." }),
    mapping: costMappingSchema
      .optional()
      .meta({ description: "What is guessed from the header when absent." }),
  })
  .meta({ id: "CostFile" });

export const costGuessSchema = z
  .object({
    mapping: costDraftSchema,
    missing: z.array(z.enum(["at", "amount", "currency"])).meta({
      description: "What no column says. Without a time and an amount nothing can be read.",
    }),
  })
  .meta({ id: "CostGuess" });

export const costFileResultSchema = z
  .object({
    rows: z.int(),
    noted: z.int().meta({ description: "Of a check: that would be noted." }),
    same: z.int().meta({ description: "That were there already." }),
    bad: z.int(),
    problems: z
      .array(z.object({ row: z.int(), column: z.string().nullable(), detail: z.string() }))
      .max(LIMITS.costProblems)
      .meta({ description: "Of the first rows with mistakes." }),
    sums: z.array(z.object({ currency: z.string(), amount: z.string() })).meta({
      description: "Exact, of what was noted.",
    }),
  })
  .meta({ id: "CostFileResult", description: "The `result` of a job that reads costs." });

export type CostMapping = z.infer<typeof costMappingSchema>;
export type CostDraft = z.infer<typeof costDraftSchema>;
export type CostGuess = z.infer<typeof costGuessSchema>;
export type CostFileResult = z.infer<typeof costFileResultSchema>;
