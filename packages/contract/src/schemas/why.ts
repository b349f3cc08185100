import { z } from "zod";
import { timeSchema } from "./common.ts";
import { agreesSchema, placeSchema } from "./people.ts";
import { transitionSchema } from "./transitions.ts";

const evidenceSchema = z
  .union([
    z.object({
      kind: z.literal("events"),
      total: z.int().meta({ description: "How many events match; the newest of them are listed." }),
      newest: z
        .array(
          z.object({
            name: z.string(),
            time: timeSchema,
            id: z.string().nullable().meta({
              description:
                "The event's messageId, or the id of a transition; null where it is not known. The person's timeline has what was sent with it.",
            }),
            idHash: z.string(),
          }),
        )
        .meta({ description: "Newest first." }),
      value: z.string().nullable().meta({ description: "What an aggregate came to, as decimal text." }),
    }),
    z.object({
      kind: z.literal("trait"),
      value: z.unknown().meta({ description: "Any JSON value; null when absent." }),
    }),
  ])
  .meta({ id: "Evidence" });

export type ExplainedCondition = {
  readonly kind: "always" | "not" | "and" | "or" | "some" | "condition";
  readonly truth: boolean;
  /** What a condition says, line by line, and how many of its parts "some" needs; empty for the others. */
  readonly says: readonly string[];
  readonly because: z.infer<typeof evidenceSchema> | null;
  readonly of: readonly ExplainedCondition[];
};

export const explainedConditionSchema: z.ZodType<ExplainedCondition> = z
  .object({
    kind: z.enum(["always", "not", "and", "or", "some", "condition"]),
    truth: z.boolean(),
    says: z.array(z.string()),
    because: evidenceSchema.nullable(),
    get of() {
      return z.array(explainedConditionSchema);
    },
  })
  .meta({ id: "ExplainedCondition" });

export const whySchema = z
  .object({
    segment: z.string(),
    at: timeSchema,
    offset: placeSchema,
    member: z.boolean().meta({
      description:
        "By live membership where the segment is live or paused; of the past, what the conditions below come to.",
    }),
    since: timeSchema
      .nullable()
      .meta({ description: "Of the last entry or exit that was told; null where there was none." }),
    frozenSince: timeSchema
      .nullable()
      .meta({ description: "The segment is paused, or being resumed: it stays so since then." }),
    agrees: agreesSchema.meta({
      description:
        "Whether live membership says what the whole history says at the same record; if not, a reconciliation mends it. Of a transition, whether what is known of then explains it; if not, events or ids have gone since, or what was in force was not kept. Null where there is nothing to compare.",
    }),
    nextFlip: timeSchema.nullable().meta({
      description:
        "When the membership changes if nothing more happens; null when it stays, and where the question is of the past.",
    }),
    transition: transitionSchema.nullable().meta({
      description: "The one that was asked about; the event of its evidence is the one that decided.",
    }),
    root: explainedConditionSchema,
    words: explainedConditionSchema.nullable().meta({
      description:
        "The same in the words of the definition, a condition for each of its lines. Null where they would not tell it: another version is in force, or what people allow for single events and fields takes part.",
    }),
  })
  .meta({ id: "Why" });

export type Why = z.infer<typeof whySchema>;
