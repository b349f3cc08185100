import { z } from "zod";
import { TREND_MEASURES, TREND_UNITS } from "../choices.ts";
import { LIMITS } from "../limits.ts";
import { cursorSchema, timeSchema } from "./common.ts";
import { audienceFields, pathSchema } from "./explore.ts";
import { definitionInputSchema } from "./segments.ts";

const lineSchema = z.strictObject({
  event: definitionInputSchema.meta({
    description: "The events, as a `did` of the language without a count and a period.",
    examples: ['did "Order Completed" where revenue > 50'],
  }),
  measure: z.enum(TREND_MEASURES).optional().meta({
    default: "times",
    description: "`people` counts each once in a period, whatever they did again.",
  }),
  property: pathSchema.optional().meta({
    description:
      "Whose values are summed up, averaged and so on; not for `times` and `people`. Behind a list the path goes on in each of its items.",
  }),
});

const questionFields = {
  lines: z.array(lineSchema).min(1).max(LIMITS.trendLines),
  unit: z.enum(TREND_UNITS).meta({ description: "Of the calendar of the workspace's zone." }),
  from: timeSchema.optional().meta({
    description: `The first period contains it. There are never more than ${LIMITS.trendPeriods} periods.`,
  }),
  periods: z.int().min(1).max(LIMITS.trendPeriods).optional().meta({
    description: "So many in all, instead of `from`. Absent both: 48 hours, 30 days, 12 weeks or 12 months.",
  }),
  to: timeSchema.optional().meta({
    description: "The last period contains it; absent or later than `at`, the one that contains `at`.",
  }),
  split: z
    .union([
      z.strictObject({ property: pathSchema.meta({ description: "Of the events." }) }),
      z.strictObject({ trait: pathSchema.meta({ description: "Of the people, as of `membersAt`." }) }),
    ])
    .optional()
    .meta({ description: "A line for each of the most frequent values, and one for all others together." }),
  top: z.int().min(1).max(LIMITS.exploreGroups).optional().meta({ default: 5 }),
  compare: z.boolean().optional().meta({
    default: false,
    description: "Also as many periods just before, for the same values.",
  }),
  ...audienceFields,
  membersAt: timeSchema.optional().meta({
    description:
      "Members and traits as of this instant, instead of `members`; `at` where it is later. With that of another answer its figures are told of the same people.",
  }),
};

export const trendsRequestSchema = z.strictObject(questionFields).meta({ id: "TrendsRequest" });

const groupSchema = z
  .union([
    z.strictObject({ kind: z.literal("all") }),
    z.strictObject({ kind: z.literal("value"), value: z.string().max(5_000) }),
    z.strictObject({ kind: z.literal("none") }),
    z.strictObject({
      kind: z.literal("rest"),
      /** Those of the other lines; an empty text stands for having none. */
      except: z.array(z.string().max(5_000)).max(LIMITS.exploreGroups),
    }),
  ])
  .meta({
    id: "TrendGroup",
    description: "Everything, a value, having none, or all values but those named.",
  });

const periodSchema = z.object({
  from: timeSchema,
  to: timeSchema.meta({ description: "Not included." }),
  isUnfinished: z.boolean().meta({ description: "More may come: it ends after `at`." }),
});

const figuresSchema = z.object({
  points: z.array(z.number().nullable()).meta({
    description: "Of each period; of nothing 0 for `times` and `people`, null for all other measures.",
  }),
  total: z.number().nullable().meta({ description: "Of all periods together." }),
  times: z.int(),
  people: z.int().meta({ description: "Different people in all periods together." }),
});

export const trendsSchema = z
  .object({
    at: timeSchema,
    membersAt: timeSchema.meta({ description: "The instant that segments and traits were read at." }),
    zone: z.string(),
    periods: z.array(periodSchema),
    before: z.array(periodSchema).nullable().meta({ description: "With `compare`." }),
    lines: z.array(
      z.object({
        line: z.int().meta({ description: "Which of the lines that were asked for, from 0." }),
        text: z.string().meta({ description: "Its events in their canonical wording." }),
        group: groupSchema,
        values: z.int().meta({ description: "How many values are in it; 0 without a split." }),
        figures: figuresSchema,
        before: figuresSchema.nullable(),
      }),
    ),
    warnings: z.array(z.string()).meta({
      description: "Sums and averages that put amounts of several currencies together, and the way out.",
    }),
    took_ms: z.number(),
  })
  .meta({ id: "Trends" });

export const trendPeopleRequestSchema = z
  .strictObject({
    ...questionFields,
    line: z
      .int()
      .min(0)
      .max(LIMITS.trendLines - 1),
    group: groupSchema.optional().meta({ default: { kind: "all" } }),
    period: z
      .int()
      .min(0)
      .max(LIMITS.trendPeriods - 1)
      .nullable()
      .meta({ description: "Counted from 0; null for all periods together." }),
    before: z.boolean().optional().meta({ default: false, description: "Of the periods before." }),
    after: cursorSchema.optional(),
    limit: z.int().min(1).max(LIMITS.explorePeople).optional().meta({ default: LIMITS.explorePeople }),
  })
  .meta({ id: "TrendPeopleRequest" });

export type TrendsRequest = z.infer<typeof trendsRequestSchema>;
export type TrendPeopleRequest = z.infer<typeof trendPeopleRequestSchema>;
export type Trends = z.infer<typeof trendsSchema>;
export type TrendGroup = z.infer<typeof groupSchema>;
