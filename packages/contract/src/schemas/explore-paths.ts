import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { cursorSchema, timeSchema } from "./common.ts";
import { audienceFields } from "./explore.ts";
import { definitionInputSchema } from "./segments.ts";

const nameSchema = z.string().min(1).max(LIMITS.eventNameLength);

const questionFields = {
  anchor: definitionInputSchema.meta({
    description:
      'Where passages begin, as a `did` of the language without a count and a period; `did any event starting with ""` for anything.',
    examples: ['did "Product Viewed"'],
  }),
  direction: z.enum(["after", "before"]).optional().meta({
    default: "after",
    description: "What people did next, or what they did just before.",
  }),
  from: timeSchema.optional().meta({ description: "Anchors from then on." }),
  days: z.int().min(1).max(LIMITS.pathDays).optional().meta({
    default: 30,
    description: "Anchors of so many days up to `to`, instead of `from`.",
  }),
  to: timeSchema.optional().meta({ description: "Anchors before then; absent: up to `at`." }),
  steps: z.int().min(1).max(LIMITS.pathSteps).optional().meta({ default: 3 }),
  within: z
    .strictObject({
      amount: z.int().min(1).max(100_000),
      unit: z.enum(["second", "minute", "hour", "day"]),
    })
    .optional()
    .meta({
      default: { amount: 30, unit: "minute" },
      description:
        "A step comes within this of the one before it, the end included; else the passage is over. 30 minutes make a session of it.",
    }),
  top: z.int().min(1).max(LIMITS.pathNames).optional().meta({
    default: 5,
    description: "Events told apart at each step; all others are one.",
  }),
  fold: z.boolean().optional().meta({
    default: true,
    description: "The same event several times in a row is one step.",
  }),
  hidden: z.array(nameSchema).max(LIMITS.pathHidden).optional().meta({
    description: "Events that are passed over, as if they had never been.",
  }),
  ...audienceFields,
};

export const pathsRequestSchema = z.strictObject(questionFields).meta({ id: "PathsRequest" });

const endSchema = z
  .union([
    z.strictObject({ kind: z.literal("event"), name: z.string().max(LIMITS.eventNameLength) }),
    z.strictObject({
      kind: z.literal("others"),
      except: z.array(z.string().max(LIMITS.eventNameLength)).max(LIMITS.pathNames),
    }),
    z.strictObject({ kind: z.literal("left") }),
    z.strictObject({ kind: z.literal("open") }),
  ])
  .meta({
    id: "PathEnd",
    description:
      "An event, all other events, nothing within the time, or nothing yet while there is time left.",
  });

const counts = { passages: z.int(), people: z.int() };

export const pathsSchema = z
  .object({
    at: timeSchema,
    membersAt: timeSchema,
    from: timeSchema,
    to: timeSchema,
    anchor: z.string().meta({ description: "In its canonical wording." }),
    steps: z
      .array(
        z.object({
          nodes: z.array(z.object({ at: endSchema, ...counts })),
          names: z.int().meta({ description: "How many different events there are at this step." }),
        }),
      )
      .meta({ description: "The anchor's first, then one for each step; the most passages first." }),
    links: z
      .array(z.object({ step: z.int(), from: endSchema, to: endSchema, ...counts }))
      .meta({ description: "From a node of a step (0: the anchor) to one of the next." }),
    took_ms: z.number(),
  })
  .meta({
    id: "Paths",
    description: "A passage begins at each anchor; a person may have several.",
  });

export const pathPeopleRequestSchema = z
  .strictObject({
    ...questionFields,
    step: z.int().min(0).max(LIMITS.pathSteps),
    node: endSchema,
    next: endSchema.optional().meta({ description: "Only who went on there." }),
    after: cursorSchema.optional(),
    limit: z.int().min(1).max(LIMITS.explorePeople).optional().meta({ default: LIMITS.explorePeople }),
  })
  .meta({ id: "PathPeopleRequest" });

export type PathsRequest = z.infer<typeof pathsRequestSchema>;
export type PathPeopleRequest = z.infer<typeof pathPeopleRequestSchema>;
export type PathsAnswer = z.infer<typeof pathsSchema>;
export type PathEnd = z.infer<typeof endSchema>;
