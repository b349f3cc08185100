import { z } from "zod";
import { PATTERN_MEASURES } from "../choices.ts";
import { LIMITS } from "../limits.ts";
import { timeSchema } from "./common.ts";
import { audienceFields, pathSchema } from "./explore.ts";

const valuesSchema = z.strictObject({
  event: z.string().min(1).max(LIMITS.eventNameLength),
  property: pathSchema
    .max(LIMITS.patternKeys)
    .meta({ description: "Behind a list the path goes on in each of its items." }),
});

export const patternsRequestSchema = z
  .strictObject({
    weeks: z.int().min(1).max(LIMITS.patternWeeks).optional().meta({
      default: 12,
      description:
        "So many whole weeks up to the last day that is over, in the workspace's zone; fewer where less is known.",
    }),
    measure: z.enum(PATTERN_MEASURES).optional().meta({
      default: "people",
      description:
        "Different people a day, how often a day, or the share of all those who did anything that day: what grows with everything else keeps its share.",
    }),
    values: z.array(valuesSchema).max(LIMITS.patternValues).optional().meta({
      description:
        "Properties whose values are looked at beside the events. Absent: those of the most frequent events in which texts come again.",
    }),
    top: z.int().min(1).max(LIMITS.patternTop).optional().meta({
      default: 50,
      description: "The most frequent events, and values of each property, that are looked at.",
    }),
    to: timeSchema.optional().meta({ description: "The last day ends by then; absent: by `at`." }),
    ...audienceFields,
  })
  .meta({ id: "PatternsRequest" });

const behaviourSchema = z
  .object({
    event: z.string(),
    property: z.array(z.string()).meta({ description: "Empty where it is the event itself." }),
    value: z.string().nullable(),
    called: z.string().optional().meta({
      description: "What the item catalogue calls the item that the value is the id of; absent of all else.",
    }),
    text: z.string().meta({
      description: "The same events as a sentence, to be asked for as a line of a trend with its people.",
    }),
    total: z.int().meta({ description: "Of all days: how often it was done." }),
    perDay: z.number().meta({
      description: "Of all days on average, as measured; of shares those on which anybody did anything.",
    }),
  })
  .meta({ id: "Behaviour" });

const stretchSchema = z.object({
  from: timeSchema,
  to: timeSchema.meta({ description: "Not included." }),
  perDay: z.number(),
});

const changeSchema = z
  .object({
    shape: z.enum(["trend", "level"]).meta({
      description: "`trend`: all the time; `level`: from the first day of `after` on.",
    }),
    before: stretchSchema.meta({
      description: "Of a trend the first third of the weeks; of a level the whole weeks right before it.",
    }),
    after: stretchSchema,
    difference: z.number().meta({ description: "Per day." }),
    low: z.number().meta({ description: "Its interval of 95 % (Student's t of weeks)." }),
    high: z.number(),
    change: z.number().nullable().meta({
      description: "As a part of what it was before: 0.5 is half as much again. Null from nothing.",
    }),
    p: z.number().meta({
      description:
        "Two-sided; adjusted for all days a level could begin on, and for everything that was looked at (Benjamini and Hochberg).",
    }),
  })
  .meta({ id: "PatternChange" });

const pointsSchema = z.array(z.number()).meta({ description: "Of each day, as measured." });

export const patternsSchema = z
  .object({
    at: timeSchema,
    membersAt: timeSchema.meta({ description: "The instant that segments and traits were read at." }),
    zone: z.string(),
    from: timeSchema,
    to: timeSchema,
    days: z.array(timeSchema).meta({
      description: "Where each day begins: whole weeks of days that are over, oldest first.",
    }),
    notEnough: z.string().nullable().meta({
      description: "Why nothing can be told at all; null where there is enough.",
    }),
    everything: z.object({
      people: pointsSchema.meta({ description: "Different people who did anything." }),
      times: pointsSchema,
    }),
    changing: z
      .array(
        z.object({
          behaviour: behaviourSchema,
          changes: z
            .array(changeSchema)
            .min(1)
            .meta({ description: "One trend, or levels in order of time." }),
          points: z.array(z.number().nullable()).meta({
            description: "Of each day, as measured; null of a share on a day on which nobody did anything.",
          }),
          line: pointsSchema.meta({
            description: "The levels, or the trend without the season of the week.",
          }),
        }),
      )
      .meta({ description: "The most telling first: by what of its difference is beyond chance." }),
    oddDays: z
      .array(
        z.object({
          behaviour: behaviourSchema,
          day: timeSchema.meta({ description: "Where it begins." }),
          figure: z.number(),
          expected: z.number(),
          z: z.number().meta({ description: "Robust standard deviations off; positive above." }),
        }),
      )
      .meta({
        description: "Single days far from what season, trend and level led to expect; the farthest first.",
      }),
    steady: z.array(behaviourSchema).meta({ description: "Nothing beyond chance was found of these." }),
    tooRare: z.array(behaviourSchema).meta({ description: "Not enough data to tell anything of these." }),
    looked: z
      .array(
        z.object({
          event: z.string().nullable().meta({ description: "Null for the events themselves." }),
          property: z.array(z.string()),
          looked: z.int(),
          all: z.int().meta({ description: "How many different ones there were." }),
        }),
      )
      .meta({ description: "How much was looked at." }),
    took_ms: z.number(),
  })
  .meta({ id: "Patterns" });

export type PatternsRequest = z.infer<typeof patternsRequestSchema>;
export type Patterns = z.infer<typeof patternsSchema>;
export type Behaviour = z.infer<typeof behaviourSchema>;
