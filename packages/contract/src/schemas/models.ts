import { z } from "zod";
import { BEHAVIOUR_NAMES, MODEL_KINDS } from "../choices.ts";
import { LIMITS } from "../limits.ts";
import { actorSchema, dateSchema, keySchema, timeSchema } from "./common.ts";
import { purposeKeySchema } from "./consent.ts";
import { definitionProblemSchema } from "./segments.ts";

const number = z.number().nullable().meta({ description: "Null where there is none." });
const numbersByName = z.record(z.string(), number);

const kindSchema = z.enum(MODEL_KINDS).meta({
  description:
    "`mbgnbd` for most shops, `mbgcnbdk` where people buy steadily, `paretonbd` where they may stop between orders, `bgnbd` tells no probability of being alive.",
});

const sentence = z.string().trim().min(1).max(LIMITS.modelOrderLength);
const text = z.string().trim().min(1);
const days = (most: number) => z.int().min(0).max(most);

const shared = {
  name: text.max(120),
  goal: text.max(500).meta({ description: "What the scores are for." }),
  owner: text.max(120),
  everyHours: z.int().min(1).max(LIMITS.modelHours).nullable().default(24).meta({
    description: "Hours from one run to the next; null runs it only when somebody asks.",
  }),
  purpose: purposeKeySchema.nullable().default(null).meta({
    description:
      "What it is run for: who does not allow it is neither read nor scored. Null asks for what the data it reads need.",
  }),
  rev: z.int().min(0).meta({ description: "The revision this edit started from; 0 makes a new one." }),
};
const valueProperty = text.max(200).nullable();

const buyingEditSchema = z
  .strictObject({
    ...shared,
    kind: kindSchema,
    orders: z.array(sentence).min(1).max(LIMITS.modelOrders).meta({
      description: 'Whatever one of these holds for is an order: `did "Order Completed" where revenue > 0`.',
    }),
    valueProperty: valueProperty.meta({
      description:
        "Where the value of an order stands, keys joined by points: its value is modelled too (Gamma-Gamma). Null for no value.",
    }),
    unit: z.enum(["day", "week"]).default("week"),
    holdoutDays: days(LIMITS.modelDays).default(90).meta({
      description: "So many of the newest days judge the model; 0 judges it by nothing.",
    }),
    horizonDays: days(LIMITS.modelDays).min(1).default(90).meta({
      description: "How far ahead orders and value are expected.",
    }),
    discountPercent: z.number().min(0).max(100).default(0).meta({
      description: "What money loses in a year.",
    }),
    covariates: z.array(text.max(200)).max(LIMITS.modelCovariates).default([]).meta({
      description:
        "Traits that say something of people from the beginning, as numbers or as true and false: how often they order and how soon they stop may depend on them (`paretonbd` alone). Whoever lacks one is taken for average in it.",
    }),
  })
  .meta({ id: "BuyingModelEdit" });

const propensitySchema = z.literal("propensity").meta({
  description: "How likely something is to happen to somebody, by what they did before.",
});

const propensityEditSchema = z
  .strictObject({
    ...shared,
    kind: propensitySchema,
    outcome: sentence.meta({
      description:
        'What may happen, as it will be asked once the time has passed: `did "Order Completed" in last 30 days` is told 30 days ahead. It reads what is done in one number of the last days, and nothing else.',
      examples: ['did not "Order Completed" in last 90 days'],
    }),
    audience: sentence.nullable().default(null).meta({
      description:
        "Of whom it is told, and from whom it is learnt, as they were then: it asks for no place among people. Null for all who ever did anything.",
    }),
    valueProperty: valueProperty.default(null).meta({
      description:
        "Where the value of what people do stands, keys joined by points: how much it came to is then known of them too.",
    }),
  })
  .meta({
    id: "PropensityEdit",
    description:
      "How often people do anything at all is among what is known of them, so it is told of those alone who allow the purposes of every event they may do.",
  });

export const modelEditSchema = z
  .discriminatedUnion("kind", [buyingEditSchema, propensityEditSchema])
  .meta({ id: "ModelEdit" });

const errorsSchema = z.object({
  people: z.int(),
  actual: z.number().meta({ description: "Orders of all of them in the time held out." }),
  predicted: z.number(),
  bias: number.meta({ description: "(predicted - actual) / actual of the sums." }),
  mae: number.meta({ description: "Mean absolute error of a person." }),
  rmse: number,
  msle: number,
  correlation: number,
});

const meansSchema = z.object({ people: z.int(), actual: z.number(), predicted: z.number() });

const effectSchema = z.object({ effect: number, error: number });
const covariateSchema = z.object({
  name: z.string().meta({ description: "The trait." }),
  mean: number.meta({
    description: "The parameters are those of somebody who is average in all covariates.",
  }),
  orders: effectSchema.meta({
    description: "Of one more of it: e to the power of the effect is how many times as often people order.",
  }),
  end: effectSchema.meta({ description: "The same for how soon they stop." }),
});

const fitSchema = z
  .object({
    outcome: z.enum(["fitted", "refused"]),
    model: z.string(),
    reason: z
      .enum(["no_orders", "too_few_repeaters", "did_not_converge", "unbounded_value"])
      .nullable()
      .meta({ description: "Why nothing is told; null of a fit." }),
    detail: z.string().nullable(),
    people: z.int().nullable(),
    repeatOrders: z.int().nullable(),
    parameters: numbersByName,
    standardErrors: numbersByName.nullable(),
    logLikelihood: number,
    meanAlive: number,
    endIsTold: z.boolean().nullable().meta({
      description:
        "Whether the data tell who has stopped; where they do not, `alive` says little. Null of runs before it was looked at.",
    }),
    covariates: z.array(covariateSchema).meta({ description: "Empty of a fit without any." }),
    warnings: z.array(z.string()),
  })
  .meta({ id: "ModelFit" });

const qualitySchema = z.object({
  fit: fitSchema.meta({ description: "Of the model that saw the calibration only." }),
  errors: errorsSchema.nullable(),
  tenths: z.array(meansSchema).meta({
    description:
      "For a calibration plot: means of ten groups of as many people, from the least predicted to the most.",
  }),
  alive: z.array(meansSchema).meta({
    description:
      "The same of `alive`: `predicted` is its mean at the beginning of the time held out, `actual` the share that ordered in it. The shares should rise; they need not be as great. Empty where it is not told, and of runs before it was looked at.",
  }),
});

const changesFields = {
  scored: z.int(),
  written: z.int().meta({ description: "Scores that were said anew." }),
  unchanged: z.int().meta({ description: "Scores that stay, being near enough." }),
  takenBack: z.int(),
};

const buyingResultSchema = z
  .object({
    kind: z.literal("buying"),
    from: dateSchema.nullable().meta({ description: "Day of the first order." }),
    to: dateSchema.meta({ description: "The last whole day that was seen." }),
    seenUpTo: dateSchema.nullable().meta({ description: "The last day that the judged model saw." }),
    people: z.int().meta({ description: "Who have an order." }),
    orders: z.int().meta({ description: "Their days with an order." }),
    fit: fitSchema,
    value: fitSchema.nullable(),
    quality: qualitySchema.nullable(),
    ...changesFields,
  })
  .meta({ id: "BuyingResult" });

const behaviourFields = {
  of: z.enum(BEHAVIOUR_NAMES).meta({
    description:
      "`recency` how fresh the last one is, `frequency` how often of late, `trend` more or less than before, `days` on how many days, `tenure` how long known, `value` how much it came to.",
  }),
  event: z.string().nullable().meta({ description: "Null of all that people do." }),
};

/** What moves a person's chance. */
export const scoreReasonSchema = z.object({
  ...behaviourFields,
  figure: number.meta({
    description:
      "How many days ago the last one was (`recency`) or the first one (`tenure`); how many there were, or days with one; how much it came to. Null where there is none.",
  }),
  before: number.meta({
    description: "How many there were in as many days before; null of all but a trend.",
  }),
  days: z
    .int()
    .nullable()
    .meta({ description: "Within how many of the last days; null of what is counted ever." }),
  times: z.number().meta({
    description:
      "By how much it multiplies the odds, against somebody who is average in it: above 1 it makes it likelier.",
  }),
});

const propensityFitSchema = z.object({
  outcome: z.enum(["fitted", "refused"]),
  reason: z
    .enum(["too_few_outcomes", "nothing_known", "did_not_converge", "no_better_than_chance"])
    .nullable()
    .meta({ description: "Why nothing is told; null of a fit." }),
  detail: z.string().nullable(),
  intercept: number.meta({ description: "The logarithm of the odds of somebody who is average in all." }),
  spanDays: z.int().nullable().meta({ description: "After so many days what was done counts half." }),
  behaviours: z.array(
    z.object({
      ...behaviourFields,
      mean: z.number(),
      deviation: number.meta({
        description: "Standard deviation among those it was learnt from; null of runs before it was kept.",
      }),
      effect: z
        .number()
        .meta({ description: "By how much one more of it raises the logarithm of the odds." }),
      error: number,
    }),
  ),
});

const propensityQualitySchema = z.object({
  people: z.int(),
  happened: z.int(),
  auc: z.number().meta({
    description:
      "How often, of one to whom it happened and one to whom it did not, the first was told the likelier. 0.5 is chance.",
  }),
  aucInterval: z.object({ low: z.number(), high: z.number() }),
  brier: z.number().meta({ description: "Mean squared distance of the chance told from what happened." }),
  brierOfShare: z.number().meta({ description: "The same of whoever tells everybody the share of all." }),
  logLoss: z.number(),
  tenths: z.array(meansSchema).meta({
    description:
      "For a calibration plot: ten groups of as many people, from the least chance told to the greatest.",
  }),
  judgedBy: z.enum(["people_and_time", "people"]).meta({
    description:
      "Whether the judged model had seen neither those people nor that time, or not those people; the second where the data do not reach back two horizons.",
  }),
});

const propensityResultSchema = z
  .object({
    kind: z.literal("propensity"),
    from: dateSchema.meta({
      description:
        "The last day of what was known of those it was learnt from; what happened lies behind it.",
    }),
    to: dateSchema.meta({ description: "The last whole day that was seen." }),
    people: z.int().meta({ description: "From whom it was learnt." }),
    happened: z.int().meta({ description: "To how many of them it happened." }),
    known: z
      .int()
      .meta({ description: "How many could have been learnt from; more than `people` of very many." }),
    fit: propensityFitSchema,
    quality: propensityQualitySchema.nullable(),
    ...changesFields,
  })
  .meta({ id: "PropensityResult" });

export const modelRunSchema = z
  .object({
    number: z.int().meta({ description: "The version of the scores." }),
    rev: z.int().meta({ description: "Of the model that was run." }),
    job: z.string(),
    startedAt: timeSchema,
    finishedAt: timeSchema,
    outcome: z.enum(["scored", "refused", "failed"]).meta({
      description:
        "`refused`: the data do not tell enough; the scores of the run before stay in force, but a likelihood of another outcome or audience is taken back.",
    }),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    result: z.discriminatedUnion("kind", [buyingResultSchema, propensityResultSchema]).nullable().meta({
      description: "A model may have been of another kind when it was run.",
    }),
  })
  .meta({ id: "ModelRun" });

const sharedFields = {
  key: keySchema,
  name: z.string(),
  goal: z.string(),
  owner: z.string(),
  valueProperty: z.string().nullable(),
  everyHours: z.int().nullable(),
  purpose: purposeKeySchema.nullable(),
  rev: z.int(),
  updatedAt: timeSchema,
  updatedBy: actorSchema,
  scores: z.array(z.object({ name: z.string(), key: z.string() })).meta({
    description: 'What it tells; definitions compare it by the key: `predicted "shop.alive" > 0.7`.',
  }),
  newest: modelRunSchema.nullable(),
  inForce: z.int().nullable().meta({ description: "The number of the run whose scores are in force." }),
  job: z.string().nullable().meta({ description: "Of the run under way." }),
  nextRunAt: timeSchema.nullable(),
  warnings: z.array(definitionProblemSchema).meta({
    description:
      "`unknown_purpose` where the workspace has none of that name, so that nobody is asked; `stale_scores` where the scores in force are those of what was asked before it was edited; `kept_shorter` where events are deleted sooner than a likelihood looks back.",
  }),
};

const buyingModelSchema = z
  .object({
    ...sharedFields,
    kind: kindSchema,
    orders: z.array(z.string()),
    unit: z.enum(["day", "week"]),
    holdoutDays: z.int(),
    horizonDays: z.int(),
    discountPercent: z.number(),
    covariates: z.array(z.string()),
  })
  .meta({ id: "BuyingModel" });

const propensityModelSchema = z
  .object({
    ...sharedFields,
    kind: propensitySchema,
    outcome: z.string(),
    audience: z.string().nullable(),
  })
  .meta({ id: "PropensityModel" });

export const modelSchema = z
  .discriminatedUnion("kind", [buyingModelSchema, propensityModelSchema])
  .meta({ id: "Model" });

export const modelsSchema = z.object({ models: z.array(modelSchema) });
export const modelWithRunsSchema = z.object({
  model: modelSchema,
  runs: z.array(modelRunSchema).meta({ description: "Newest first, at most fifty." }),
});

export type Model = z.infer<typeof modelSchema>;
export type BuyingModel = z.infer<typeof buyingModelSchema>;
export type BuyingModelEdit = z.input<typeof buyingEditSchema>;
export type BuyingResult = z.infer<typeof buyingResultSchema>;
export type PropensityModel = z.infer<typeof propensityModelSchema>;
export type PropensityModelEdit = z.input<typeof propensityEditSchema>;
export type PropensityResult = z.infer<typeof propensityResultSchema>;
export type ModelRun = z.infer<typeof modelRunSchema>;
export type ModelFit = z.infer<typeof fitSchema>;
export type ModelEdit = z.input<typeof modelEditSchema>;
