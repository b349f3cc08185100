import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { cursorSchema, dateSchema, timeSchema } from "./common.ts";
import { audienceFields, shareSchema } from "./explore.ts";
import { definitionInputSchema } from "./segments.ts";

const questionFields = {
  start: definitionInputSchema.meta({
    description: "The event people begin with, as `did` and what it must meet, without a count and a time.",
    examples: ['did "Signed Up"'],
  }),
  back: definitionInputSchema.meta({
    description: "The event that tells that they came back; it may be the same one.",
    examples: ['did "Order Completed" where revenue > 0'],
  }),
  cohorts: z.enum(["first", "every"]).optional().meta({
    default: "first",
    description:
      "`first`: a person belongs to the period of the first such event of all; `every`: to each period with one.",
  }),
  unit: z.enum(["day", "week", "month"]),
  periods: z.int().min(1).max(LIMITS.retentionPeriods).meta({
    description:
      "So many calendar periods of the workspace's zone, the last of them the one that contains `at`.",
  }),
  counting: z.enum(["classic", "rolling"]).optional().meta({
    default: "classic",
    description: "Came back in the very period, or in it or any later one.",
  }),
  ...audienceFields,
};

export const retentionRequestSchema = z.strictObject(questionFields).meta({ id: "RetentionTableRequest" });

const cellSchema = z.object({
  people: z.int(),
  rate: shareSchema,
  finished: z.boolean().meta({
    description: "False while the period is not over: more may still come back, so it is no drop.",
  }),
});

export const retentionSchema = z
  .object({
    at: timeSchema,
    zone: z.string(),
    membersAt: timeSchema.meta({ description: "The instant that segments were read at." }),
    start: z.string().meta({ description: "The event in its canonical wording." }),
    back: z.string(),
    cohorts: z
      .array(
        z.object({
          from: timeSchema,
          to: timeSchema.meta({ description: "The end of the period, not included." }),
          day: dateSchema.meta({ description: "Its first date in the workspace's zone." }),
          size: z.int(),
          finished: z.boolean().meta({ description: "False while more people may begin in it." }),
          cells: z.array(cellSchema).meta({
            description:
              "Of the period itself and each one after it, as far as they have begun. In the period itself all events of it count, whatever their order.",
          }),
        }),
      )
      .meta({ description: "Oldest first; also those without anybody." }),
    curve: z.array(z.object({ people: z.int(), of: z.int(), rate: shareSchema })).meta({
      description:
        "So many periods after that of the cohort: of all cohorts for which that period is over, those who came back. A person in several cohorts counts in each.",
    }),
    took_ms: z.number(),
  })
  .meta({ id: "RetentionTable" });

export const retentionPeopleRequestSchema = z
  .strictObject({
    ...questionFields,
    cohort: z
      .int()
      .min(0)
      .max(LIMITS.retentionPeriods - 1)
      .meta({ description: "Place in `cohorts`, from 0." }),
    period: z
      .int()
      .min(0)
      .max(LIMITS.retentionPeriods - 1)
      .optional()
      .meta({ description: "So many periods after that of the cohort; all of the cohort when absent." }),
    came: z.boolean().optional().meta({
      default: true,
      description: "Who came back in that period; false for who did not.",
    }),
    after: cursorSchema.optional(),
    limit: z.int().min(1).max(LIMITS.explorePeople).optional().meta({ default: LIMITS.explorePeople }),
  })
  .meta({ id: "RetentionPeopleRequest" });

export type RetentionRequest = z.infer<typeof retentionRequestSchema>;
export type RetentionPeopleRequest = z.infer<typeof retentionPeopleRequestSchema>;
export type RetentionTable = z.infer<typeof retentionSchema>;
