import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { timeSchema } from "./common.ts";
import { jobSchema } from "./jobs.ts";

const ruleFields = {
  event: z
    .string()
    .min(1)
    .max(LIMITS.idLength)
    .meta({
      description: "An event's name, or `*` for every name without a rule of its own.",
      examples: ["Page Viewed", "*"],
    }),
  days: z.int().min(1).max(LIMITS.retentionDays).nullable().meta({
    description: "Events stay so many days of 24 hours, counted from their own time. Null: for ever.",
  }),
};

const rulesSchema = z.array(z.strictObject(ruleFields)).max(LIMITS.retentionRules);

export const retentionSchema = z
  .object({
    rules: z.array(z.object(ruleFields)).meta({ description: "What has no rule is kept for ever." }),
    rev: z.int(),
    updatedAt: timeSchema.nullable(),
    nextAt: timeSchema.nullable().meta({
      description: "When older events are deleted the next time; null while all are kept for ever.",
    }),
    job: jobSchema.nullable().meta({ description: "The newest job that deleted old events." }),
  })
  .meta({ id: "Retention" });

export const retentionEditSchema = z
  .strictObject({ rules: rulesSchema, rev: z.int().min(0) })
  .meta({ id: "RetentionEdit", description: "All rules as they shall stand." });

export const retentionAskSchema = z.strictObject({ rules: rulesSchema });

export const retentionPreviewSchema = z.object({
  rules: z.array(
    z.object({
      ...ruleFields,
      events: z.int().meta({ description: "Events that would be deleted now." }),
      ids: z.int().meta({ description: "Ids of people who have any of them." }),
      oldest: timeSchema.nullable(),
    }),
  ),
});

export type Retention = z.infer<typeof retentionSchema>;
export type RetentionRule = Retention["rules"][number];
