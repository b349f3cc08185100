import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { cursorSchema, timeSchema } from "./common.ts";
import { audienceFields, groupKeysSchema, keepableFields, pathSchema, shareSchema } from "./explore.ts";
import { definitionInputSchema, memberPageFields, segmentKeySchema } from "./segments.ts";

const questionFields = {
  chain: definitionInputSchema.meta({
    description: `The steps as one chain of the language, 2 to ${LIMITS.funnelSteps} events. \`within\` of a step is reckoned from the step before it; the window is the period of the first step.`,
    examples: ['did "Product Viewed" then "Order Completed" within 7 days in last 30 days'],
  }),
  within: z
    .strictObject({
      amount: z.int().min(1).max(100_000),
      unit: z.enum(["second", "minute", "hour", "day", "week"]),
    })
    .optional()
    .meta({
      description:
        "All steps within this time of the first one, the end included. Not together with `within` of a step.",
    }),
  split: z
    .union([
      z.strictObject({ trait: pathSchema.meta({ description: "By its value; the most frequent apart." }) }),
      z.strictObject({ segments: groupKeysSchema.meta({ description: "People may be in several." }) }),
    ])
    .optional(),
  ...audienceFields,
};

export const funnelRequestSchema = z.strictObject(questionFields).meta({ id: "FunnelRequest" });

const groupSchema = z
  .union([
    z.strictObject({ kind: z.literal("all") }),
    z.strictObject({ kind: z.literal("segment"), key: segmentKeySchema }),
    z.strictObject({ kind: z.literal("value"), value: z.string().max(5_000) }),
    z.strictObject({ kind: z.literal("none") }),
    z.strictObject({
      kind: z.literal("rest"),
      except: z.array(z.string().max(5_000)).max(LIMITS.exploreGroups),
    }),
  ])
  .meta({
    id: "FunnelGroup",
    description:
      "Everybody, the members of a segment, who has a value of the trait, who has none, or who has one that is not named.",
  });

const stepFiguresSchema = z.object({
  people: z.int().meta({ description: "Who took this step, after all those before it." }),
  dropped: z.int().meta({ description: "Who took no step behind it; of the last step nobody." }),
  ofFirst: shareSchema,
  ofBefore: shareSchema.meta({ description: "Of those who took the step before." }),
  median_ms: z.int().nullable().meta({
    description:
      "From the step before it, or with `within` from the first: of each person the first event that took the step, and the nearest event that it could follow. Nearest rank. Null of the first step and of nobody.",
  }),
  p90_ms: z.int().nullable(),
});

const groupFiguresSchema = z.object({ group: groupSchema, steps: z.array(stepFiguresSchema) });

export const funnelSchema = z
  .object({
    at: timeSchema,
    from: timeSchema
      .nullable()
      .meta({ description: "Where the period of the first step begins; null for never." }),
    to: timeSchema.meta({ description: "Where it ends; never later than `at`." }),
    membersAt: timeSchema.meta({ description: "The instant that segments and traits were read at." }),
    chain: z.string().meta({ description: "The chain in its canonical wording." }),
    steps: z.array(z.object({ text: z.string() })),
    everybody: groupFiguresSchema,
    groups: z.array(groupFiguresSchema).meta({ description: "Largest first; none without a split." }),
    painPoints: z
      .array(
        z.object({
          group: groupSchema,
          step: z.int().meta({ description: "The step that is not taken, from 2 on." }),
          entered: z.int().meta({ description: "People of the group who took the step before." }),
          dropOff: shareSchema,
          peers: z.number().meta({ description: "The drop-off of everybody else at this step, 0 to 1." }),
          lost: z.number().meta({ description: "Conversions more, had they dropped off as the others did." }),
          p: z.number().meta({
            description: "Two-sided, adjusted for all groups and steps (Benjamini and Hochberg).",
          }),
        }),
      )
      .meta({
        description:
          "Where a group drops off more than everybody else does, by more than chance alone would tell (p < 0.05). The most conversions lost first.",
      }),
    took_ms: z.number(),
  })
  .meta({ id: "Funnel" });

export const funnelPeopleRequestSchema = z
  .strictObject({
    ...questionFields,
    step: z.int().min(1).max(LIMITS.funnelSteps).meta({ description: "Counted from 1." }),
    which: z.enum(["reached", "dropped"]).meta({
      description: "Who took the step, or of these who took none behind it.",
    }),
    group: groupSchema.optional().meta({ default: { kind: "all" } }),
    after: cursorSchema.optional(),
    limit: z.int().min(1).max(LIMITS.explorePeople).optional().meta({ default: LIMITS.explorePeople }),
  })
  .meta({ id: "FunnelPeopleRequest" });

export const explorePeopleSchema = z
  .object({ ...memberPageFields, ...keepableFields })
  .meta({ id: "ExplorePeople" });

export type FunnelRequest = z.infer<typeof funnelRequestSchema>;
export type FunnelPeopleRequest = z.infer<typeof funnelPeopleRequestSchema>;
export type Funnel = z.infer<typeof funnelSchema>;
export type FunnelGroup = z.infer<typeof groupSchema>;
export type ExplorePeople = z.infer<typeof explorePeopleSchema>;
