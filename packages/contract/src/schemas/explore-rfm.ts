import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { timeSchema } from "./common.ts";
import { purposeKeySchema } from "./consent.ts";
import { pathSchema } from "./explore.ts";

export const rfmRequestSchema = z
  .strictObject({
    event: z.string().min(1).max(LIMITS.eventNameLength).meta({ description: "What counts as buying." }),
    property: pathSchema.meta({ description: "What one of them brings." }),
    days: z.int().min(1).max(3_660).optional().meta({
      description: "Only the last so many days of 24 hours; everything when absent.",
    }),
    purpose: purposeKeySchema.optional().meta({
      description: "Only people who allow it count. Nobody is asked when absent.",
    }),
    at: timeSchema.optional().meta({
      description: "As of this instant; the workspace's now when absent.",
    }),
  })
  .meta({ id: "RfmRequest" });

const rfmScore = z.int().min(1).max(5);

const rfmCellSchema = z
  .object({
    recency: rfmScore,
    frequency: rfmScore,
    count: z.int().meta({ description: "People." }),
    byMonetary: z.array(z.int()).meta({
      description: "Of these with each score of money, 1 to 5; who brought no amount brought nothing.",
    }),
    monetary: z.number().nullable().meta({ description: "Their average score of money; null of nobody." }),
    text: z.string().meta({ description: "The same people as a definition." }),
  })
  .meta({ id: "RfmCell" });

export const rfmGridSchema = z
  .object({
    cells: z.array(rfmCellSchema).meta({
      description: "All 25, from the best recency down and in each from the least frequency up.",
    }),
    people: z.int().meta({ description: "In all cells together." }),
    remarks: z.array(z.string()).meta({
      description: "What keeps the score of money from being right, such as amounts in several currencies.",
    }),
    at: timeSchema,
    took_ms: z.number(),
  })
  .meta({ id: "RfmGrid" });

export type RfmRequest = z.infer<typeof rfmRequestSchema>;
export type RfmGrid = z.infer<typeof rfmGridSchema>;
