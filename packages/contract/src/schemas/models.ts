import { z } from "zod";
import { MODEL_KINDS } from "../choices.ts";
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

export const modelEditSchema = z
  .strictObject({
    name: text.max(120),
    goal: text.max(500).meta({ description: "What the scores are for." }),
    owner: text.max(120),
    kind: kindSchema,
    orders: z.array(sentence).min(1).max(LIMITS.modelOrders).meta({
      description: 'Whatever one of these holds for is an order: `did "Order Completed" where revenue > 0`.',
    }),
    valueProperty: text.max(200).nullable().meta({
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
    everyHours: z.int().min(1).max(LIMITS.modelHours).nullable().default(24).meta({
      description: "Hours from one run to the next; null runs it only when somebody asks.",
    }),
    covariates: z.array(text.max(200)).max(LIMITS.modelCovariates).default([]).meta({
      description:
        "Traits that say something of people from the beginning, as numbers or as true and false: how often they order and how soon they stop may depend on them (`paretonbd` alone). Whoever lacks one is taken for average in it.",
    }),
    purpose: purposeKeySchema.nullable().default(null).meta({
      description:
        "What it is run for: who does not allow it is neither read nor scored. Null asks for what the data it reads need.",
    }),
    rev: z.int().min(0).meta({ description: "The revision this edit started from; 0 makes a new one." }),
  })
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

export const modelRunSchema = z
  .object({
    number: z.int().meta({ description: "The version of the scores." }),
    rev: z.int().meta({ description: "Of the model that was run." }),
    job: z.string(),
    startedAt: timeSchema,
    finishedAt: timeSchema,
    outcome: z.enum(["scored", "refused", "failed"]).meta({
      description: "`refused`: the data do not tell enough; the scores of the run before stay in force.",
    }),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    result: z
      .object({
        from: dateSchema.nullable().meta({ description: "Day of the first order." }),
        to: dateSchema.meta({ description: "The last whole day that was seen." }),
        seenUpTo: dateSchema.nullable().meta({ description: "The last day that the judged model saw." }),
        people: z.int().meta({ description: "Who have an order." }),
        orders: z.int().meta({ description: "Their days with an order." }),
        fit: fitSchema,
        value: fitSchema.nullable(),
        quality: qualitySchema.nullable(),
        scored: z.int(),
        written: z.int().meta({ description: "Scores that were said anew." }),
        unchanged: z.int().meta({ description: "Scores that stay, being near enough." }),
        takenBack: z.int(),
      })
      .nullable(),
  })
  .meta({ id: "ModelRun" });

export const modelSchema = z
  .object({
    key: keySchema,
    name: z.string(),
    goal: z.string(),
    owner: z.string(),
    kind: kindSchema,
    orders: z.array(z.string()),
    valueProperty: z.string().nullable(),
    unit: z.enum(["day", "week"]),
    holdoutDays: z.int(),
    horizonDays: z.int(),
    discountPercent: z.number(),
    everyHours: z.int().nullable(),
    covariates: z.array(z.string()),
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
      description: "`unknown_purpose` where the workspace has none of that name, so that nobody is asked.",
    }),
  })
  .meta({ id: "Model" });

export const modelsSchema = z.object({ models: z.array(modelSchema) });
export const modelWithRunsSchema = z.object({
  model: modelSchema,
  runs: z.array(modelRunSchema).meta({ description: "Newest first, at most fifty." }),
});

export type Model = z.infer<typeof modelSchema>;
export type ModelRun = z.infer<typeof modelRunSchema>;
export type ModelFit = z.infer<typeof fitSchema>;
export type ModelEdit = z.input<typeof modelEditSchema>;
