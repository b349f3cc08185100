import { z } from "zod";
import { ANSWER_TAGS } from "../choices.ts";
import { LIMITS } from "../limits.ts";
import { actorSchema, timeSchema } from "./common.ts";

/** A part of the name of a trait that definitions name without quotes, so without the sign that stands between its parts. */
export const surveyKeySchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, "must be 1 to 40 of a-z, 0-9 and -")
  .meta({ id: "SurveyKey", examples: ["nps"] });

const choicesSchema = z
  .array(z.string().trim().min(1).max(LIMITS.surveyChoiceLength))
  .min(1)
  .max(LIMITS.surveyChoices)
  .refine((choices) => new Set(choices).size === choices.length, "must not name a choice twice");

const isInOrder = ({ from, to }: { readonly from: number | null; readonly to: number | null }): boolean =>
  from === null || to === null || from < to;
const IN_ORDER = "must begin below where it ends";
const edgeSchema = z.number().min(-1e15).max(1e15).nullable();
const pointSchema = z.int().min(-LIMITS.surveyPoints).max(LIMITS.surveyPoints);

/** What may be answered, by the type of the question. */
const answerFormSchema = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("choice"), choices: choicesSchema }),
    z.strictObject({ type: z.literal("choices"), choices: choicesSchema }),
    z
      .strictObject({ type: z.literal("number"), from: edgeSchema, to: edgeSchema })
      .refine(isInOrder, IN_ORDER),
    z
      .strictObject({ type: z.literal("scale"), from: pointSchema, to: pointSchema })
      .refine(isInOrder, IN_ORDER)
      .refine(
        ({ from, to }) => to - from < LIMITS.surveyPoints,
        `must have at most ${LIMITS.surveyPoints} points`,
      ),
    z.strictObject({ type: z.literal("nps") }),
    z.strictObject({ type: z.literal("yes_no") }),
    z.strictObject({ type: z.literal("text") }),
  ])
  .meta({
    id: "AnswerForm",
    description:
      "One of `choices`, several of them, a number, a whole number on a scale, 0 to 10 (`nps`), true or false, or any text.",
  });

const questionFields = {
  key: surveyKeySchema,
  text: z.string().trim().min(1).max(LIMITS.surveyTextLength).meta({ description: "What is asked." }),
  answer: answerFormSchema,
  tag: z.enum(ANSWER_TAGS).nullable().meta({ description: "What the answer tells of." }),
  decayDays: z.int().min(1).max(LIMITS.surveyDecayDays).nullable().meta({
    description: "An answer counts for so many days after it was given; null is for ever.",
  }),
};

const questionEditSchema = z.strictObject(questionFields);

const surveyQuestionSchema = z
  .object({
    ...questionFields,
    trait: z.string().meta({
      description: "The trait that holds the answer: `$answer_nps_score >= 9`.",
      examples: ["$answer_nps_score"],
    }),
  })
  .meta({ id: "SurveyQuestion" });

export const surveySchema = z
  .object({
    key: surveyKeySchema,
    name: z.string(),
    questions: z.array(surveyQuestionSchema),
    rev: z.int(),
    updatedAt: timeSchema,
    updatedBy: actorSchema,
  })
  .meta({
    id: "Survey",
    description:
      "Questions whose answers (events `Survey Answered` that name the survey by key or name) become traits of people.",
  });

export const surveysSchema = z.object({ surveys: z.array(surveySchema) });

const isNamedOnce = (questions: readonly { readonly key: string; readonly text: string }[]): boolean => {
  const names = questions.flatMap(({ key, text }) => (key === text ? [key] : [key, text]));
  return new Set(names).size === names.length;
};

export const surveyEditSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    questions: z
      .array(questionEditSchema)
      .min(1)
      .max(LIMITS.surveyQuestions)
      .refine(isNamedOnce, "must not have two questions of one key or text"),
    rev: z.int().min(0).meta({ description: "The revision this edit started from; 0 makes a new one." }),
  })
  .meta({ id: "SurveyEdit" });

const countedSchema = z.object({
  people: z.int(),
  definition: z.string().meta({ description: "The sentence that finds these people." }),
});

export const surveyAnswersSchema = z
  .object({
    at: timeSchema,
    questions: z.array(
      z.object({
        key: surveyKeySchema,
        answered: countedSchema.meta({ description: "People who have an answer that counts now." }),
        decayed: z.int().meta({ description: "People whose answer counts no longer." }),
        answers: z
          .array(z.object({ answer: z.string(), ...countedSchema.shape }))
          .meta({ description: "All that may be answered; of numbers and texts the most frequent of late." }),
        isWhole: z.boolean().meta({
          description:
            "Whether everybody who has an answer is counted among these once; of several choices always.",
        }),
        nps: z
          .object({
            score: z.number().meta({ description: "Percent of promoters less percent of detractors." }),
            low: z.number(),
            high: z.number(),
            promoters: countedSchema,
            passives: countedSchema,
            detractors: countedSchema,
          })
          .nullable()
          .meta({
            description:
              "Of a question of the type `nps` that somebody has answered, and nobody otherwise than by whole numbers from 0 to 10; surely (95 %) from low to high.",
          }),
      }),
    ),
  })
  .meta({ id: "SurveyAnswers" });

export type Survey = z.infer<typeof surveySchema>;
export type SurveyEdit = z.infer<typeof surveyEditSchema>;
export type SurveyQuestionEdit = SurveyEdit["questions"][number];
export type AnswerForm = z.infer<typeof answerFormSchema>;
export type SurveyAnswers = z.infer<typeof surveyAnswersSchema>;
