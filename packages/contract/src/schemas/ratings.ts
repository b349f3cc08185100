import { z } from "zod";
import { RATING_KINDS } from "../choices.ts";
import { LIMITS } from "../limits.ts";
import { scoreReasonSchema } from "./models.ts";
import { actorSchema, keySchema, timeSchema } from "./common.ts";
import { purposeKeySchema } from "./consent.ts";
import { definitionProblemSchema } from "./segments.ts";

const text = (most: number) => z.string().trim().min(1).max(most);
const sentence = text(LIMITS.modelOrderLength);
const points = z.number().min(-LIMITS.ratingPoints).max(LIMITS.ratingPoints);

const kindSchema = z.enum(RATING_KINDS).meta({
  description:
    "`engagement`: how much people do on each channel of late. `lead`: where to invest, which is no group of people. `benefits`: what people seek, by what those do who said it.",
});

const ruleSchema = z.strictObject({
  when: sentence.meta({
    description:
      'What is done, as `did "Message Opened"` without a count and a time, loses half of its points with each half-life; any other condition has its points while it holds.',
  }),
  points,
});

/** Names that a rating tells beside those of its parts. */
const OWN_NAMES: readonly string[] = ["total", "unclear"];

const partSchema = z.strictObject({
  key: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/, "must be 1 to 32 of a-z, 0-9 and -")
    .refine((key) => !OWN_NAMES.includes(key), "`total` and `unclear` are names of the rating itself"),
  name: text(120),
  rules: z.array(ruleSchema).max(LIMITS.ratingRules),
  said: sentence.nullable().default(null).meta({
    description:
      'Of a benefit: who surely seeks it, mostly because they said so, as `$answer_benefits_sought is "work"`.',
  }),
});

const bandSchema = z.strictObject({ name: text(60), from: points });

const haveOwnNames = (all: readonly { readonly key: string }[]): boolean =>
  new Set(all.map(({ key }) => key)).size === all.length;
const ascend = (all: readonly { readonly from: number }[]): boolean =>
  all.every(({ from }, place) => place === 0 || from > (all[place - 1]?.from ?? from));

export const ratingEditSchema = z
  .strictObject({
    name: text(120),
    goal: text(500).meta({ description: "What it is for." }),
    owner: text(120),
    kind: kindSchema,
    parts: z
      .array(partSchema)
      .min(1)
      .max(LIMITS.ratingParts)
      .refine(haveOwnNames, "each part has a key of its own")
      .refine((all) => all.some(({ rules }) => rules.length > 0), "some part has a rule")
      .meta({ description: "Channels, sides of a lead, or benefits." }),
    halfLifeDays: z.number().min(0.1).max(LIMITS.ratingHalfLifeDays).default(14).meta({
      description: "After so many days half of the points of what was done are left.",
    }),
    bands: z
      .array(bandSchema)
      .max(LIMITS.ratingBands)
      .refine(ascend, "bands begin one above the other")
      .default([])
      .meta({ description: "What a lead is called from so many points on, ascending." }),
    clearFrom: z.number().min(0).max(1).default(0.6).meta({
      description: "Whoever is less likely than this to seek a benefit is told as `unclear`.",
    }),
    everyHours: z.int().min(1).max(LIMITS.modelHours).nullable().default(24).meta({
      description: "Hours from one run to the next; null runs it only when somebody asks.",
    }),
    purpose: purposeKeySchema.nullable().default(null).meta({
      description: "What it is run for: who does not allow it is neither read nor rated.",
    }),
    rev: z.int().min(0).meta({ description: "The revision this edit started from; 0 makes a new one." }),
  })
  .meta({ id: "RatingEdit" });

const shareSchema = z.object({ low: z.number(), high: z.number() });

const benefitReportSchema = z.object({
  refused: z
    .object({
      reason: z.enum(["too_few_answers", "no_behaviour", "no_better_than_guessing"]),
      detail: z.string(),
    })
    .nullable()
    .meta({ description: "Why nothing is told; null where benefits are told." }),
  known: z.array(z.string()).meta({ description: "Benefits that enough people said." }),
  quality: z
    .object({
      people: z.int().meta({
        description:
          "By whom is judged: people who said one benefit that enough people said, and who do something. Of more than 10,000 an even part, with 100 of each benefit or all who said it.",
      }),
      right: z.int().meta({ description: "Whose benefit was told right by a model that had not seen them." }),
      rightInterval: shareSchema.meta({ description: "The share of those, 95 %." }),
      guessed: z
        .int()
        .meta({ description: "What guessing the most frequent benefit would have told right." }),
      table: z
        .array(z.array(z.int()))
        .meta({ description: "A line for each that was said, in it what was told." }),
    })
    .nullable(),
  sharpness: z.number().nullable(),
  shrink: z.number().nullable(),
});

export const ratingRunSchema = z
  .object({
    number: z.int(),
    rev: z.int().meta({ description: "Of the rating that was run." }),
    job: z.string(),
    startedAt: timeSchema,
    finishedAt: timeSchema,
    outcome: z.enum(["scored", "refused", "failed"]).meta({
      description: "`refused`: the data do not tell enough; what was told before stays.",
    }),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    result: z
      .object({
        people: z.int().meta({ description: "Of whom something is told." }),
        parts: z.record(z.string(), z.int()).meta({
          description: "How many have points of a part, or seek a benefit.",
        }),
        benefits: benefitReportSchema.nullable(),
        written: z.int(),
        unchanged: z.int(),
        takenBack: z.int(),
      })
      .nullable(),
  })
  .meta({ id: "RatingRun" });

export const ratingSchema = ratingEditSchema
  .omit({ rev: true })
  .extend({
    key: keySchema,
    rev: z.int(),
    updatedAt: timeSchema,
    updatedBy: actorSchema,
    scores: z.array(z.object({ name: z.string(), isTrend: z.boolean(), key: z.string() })).meta({
      description: 'Its numbers; definitions compare them by the key: `predicted "engagement.email" >= 5`.',
    }),
    texts: z.array(z.string()).meta({ description: 'Its traits, as in `$benefit_sought is "work"`.' }),
    newest: ratingRunSchema.nullable(),
    job: z.string().nullable(),
    nextRunAt: timeSchema.nullable(),
    warnings: z.array(definitionProblemSchema).meta({
      description: "`unknown_purpose` where the workspace has none of that name, so that nobody is asked.",
    }),
  })
  .meta({ id: "Rating" });

export const ratingsSchema = z.object({ ratings: z.array(ratingSchema) });
export const ratingWithRunsSchema = z.object({
  rating: ratingSchema,
  runs: z.array(ratingRunSchema).meta({ description: "Newest first, at most fifty." }),
});

export const ratedPeopleQuerySchema = z.strictObject({
  score: z.string().max(120).optional().meta({ description: "The name of a part; `total` when left out." }),
  segment: keySchema.optional().meta({ description: "Only people of this segment." }),
  after: z.string().max(LIMITS.cursorLength).optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.ratedPeople).optional(),
});

export const ratedPeopleSchema = z
  .object({
    people: z.array(
      z.object({
        id: z.string(),
        ids: z.array(z.string()),
        points: z.number(),
        band: z.string().nullable().meta({ description: "What a lead with so many points is called." }),
      }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: "RatedPeople" });

const openSchema = z.object({ low: z.number(), high: z.number() }).nullable();

export const personScoresSchema = z
  .object({
    scores: z.array(
      z.object({
        key: z.string().meta({ description: 'As definitions name it: `predicted "shop.orders" >= 2`.' }),
        value: z.number(),
        time: timeSchema,
        from: z.object({
          kind: z.enum(["model", "rating", "prediction"]),
          key: z.string(),
          name: z.string(),
        }),
        name: z.string().meta({ description: "Which score of a model, or which part of a rating." }),
        part: z.string().nullable().meta({ description: "What the part is called." }),
        isTrend: z.boolean(),
        isLead: z.boolean().meta({ description: "It says where to invest, and not who belongs together." }),
        band: z.string().nullable(),
        interval: openSchema.meta({
          description:
            "How far the model's parameters leave it open (95 %, delta method); null where that is not known. What one person really does scatters more.",
        }),
      }),
    ),
    benefits: z.array(
      z.object({
        rating: z.string(),
        name: z.string(),
        benefit: z.string().meta({ description: "A benefit's key, or `unclear`." }),
        benefitName: z.string().nullable(),
        secondName: z.string().nullable(),
      }),
    ),
    anyOrder: z
      .array(z.object({ model: z.string(), days: z.int(), probability: z.number() }))
      .meta({ description: "Probability of at least one order within so many days." }),
    reasons: z
      .array(z.object({ model: z.string(), of: z.array(scoreReasonSchema) }))
      .meta({ description: "Of each propensity that tells of the person what moves it most." }),
  })
  .meta({ id: "PersonScores" });

export type PersonScores = z.infer<typeof personScoresSchema>;
export type Rating = z.infer<typeof ratingSchema>;
export type RatingRun = z.infer<typeof ratingRunSchema>;
export type RatingEdit = z.input<typeof ratingEditSchema>;
export type RatedPeople = z.infer<typeof ratedPeopleSchema>;
